using System.Text;
using CteFast.Data;

namespace CteFast.Tests.Data;

public sealed class FeatureSchemaTests
{
    private static readonly Feature City = new("city", FeatureKind.Categorical, new FeatureLevels(["Lyon", "Paris, 1er", "8"]));
    private static readonly FeatureSchema Schema = new([new Feature("income"), City, new Feature("owner", FeatureKind.Boolean), new Feature("size", FeatureKind.Ordered, new FeatureLevels(["S", "M", "L"])) { MissingIsLevel = true }],
        [new FeatureGroup("home", [1, 2])]);

    [Fact]
    public void Text_Values_SpeaksOfLevels()
    {
        Assert.Equal("17.5", Schema[0].Text(17.5f));
        Assert.Equal("Paris, 1er", Schema[1].Text(1));
        Assert.Equal("7", Schema[1].Text(7));                // no level has this code
        Assert.Equal("missing", Schema[1].Text(float.NaN));
        Assert.Equal("yes", Schema[2].Text(1));
        Assert.Equal(("missing", "missing", "L"), (Schema[3].Text(3), Schema[3].Text(float.NaN), Schema[3].Text(2)));
        Assert.Equal((3f, float.NaN), (Schema[3].Missing, Schema[1].Missing));
    }

    [Theory]
    [InlineData(0, "1e3", 1000f)]
    [InlineData(0, " 17,5", null)]
    [InlineData(0, "4\0", null)]
    [InlineData(0, "1e39", null)]
    [InlineData(1, "Lyon", 0f)]
    [InlineData(1, " Lyon ", 0f)]
    [InlineData(1, "lyon", null)]
    [InlineData(1, "8.0", 2f)]
    [InlineData(1, "08", 2f)]
    [InlineData(1, "0", null)]
    [InlineData(2, "YES", 1f)]
    [InlineData(3, "M", 1f)]
    public void TryValue_Text_IsItsCodeOrNumber(int feature, string text, float? expected)
    {
        bool isValue = Schema[feature].TryValue(text, out float value);
        Assert.Equal(expected, isValue ? value : null);
    }

    [Fact]
    public void Find_Names_ArePlaces()
    {
        Assert.Equal((1, null), (Schema.Find("city"), Schema.Find("town")));
        Assert.Contains("no feature \"town\"; the features are income, city", Assert.Throws<ArgumentException>(() => Schema.IndexOf("town")).Message, StringComparison.Ordinal);
        Assert.True(FeatureSchema.Numeric(["a", "b"]).IsNumeric);
        Assert.False(Schema.IsNumeric);
    }

    [Fact]
    public void Constructors_WhatDoesNotFit_SaysWhat()
    {
        Throws("called \"a\"", () => new FeatureSchema([new Feature("a"), new Feature("a")]));
        Throws("no features", () => new FeatureSchema([]));
        Throws("has column 2", () => new FeatureSchema([new Feature("a")], [new FeatureGroup("g", [2])]));
        Throws("is numeric", () => new Feature("a", FeatureKind.Numeric, new FeatureLevels(["x"])));
        Throws("1 levels instead of 2", () => new Feature("a", FeatureKind.Boolean, new FeatureLevels(["x"])));
        Throws("\"x\" is there twice", () => new FeatureLevels(["x", "y", "x"]));
        Throws("\"X\" is there twice", () => new FeatureLevels(["x", "X"], ignoreCase: true));
        Assert.Equal(2, new FeatureLevels(["x", "X"]).Count);
    }

    [Fact]
    public void Read_Written_IsTheSame()
    {
        using var stream = new MemoryStream();
        FeatureSchemaFile.Write(Schema, stream);
        stream.Position = 0;
        FeatureSchema read = FeatureSchemaFile.Read(stream);
        Assert.Equal(Schema.Select(feature => (feature.Name, feature.Kind, string.Join('|', feature.Levels), feature.Levels.IgnoreCase, feature.MissingIsLevel)),
            read.Select(feature => (feature.Name, feature.Kind, string.Join('|', feature.Levels), feature.Levels.IgnoreCase, feature.MissingIsLevel)));
        Assert.Equal(("home", "1,2"), (read.Groups[0].Name, string.Join(',', read.Groups[0].Columns)));
        Assert.Contains("\"kind\": \"numeric\"", Encoding.UTF8.GetString(stream.ToArray()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("null", "null")]
    [InlineData("""{"format":"x","features":[]}""", "format is \"x\"")]
    [InlineData("""{"format":"ctefast-schema/1","features":[]}""", "no features")]
    [InlineData("""{"format":"ctefast-schema/1","features":[{"name":"a"}]}""", "kind")]
    [InlineData("""{"format":"ctefast-schema/1","features":[{"name":"a","kind":"text"}]}""", "kind")]
    [InlineData("""{"format":"ctefast-schema/1","features":[{"name":"a","kind":"numeric","levles":[]}]}""", "levles")]
    [InlineData("""{"format":"ctefast-schema/1","features":[{"name":"a","kind":"categorical","levels":["x","x"]}]}""", "\"x\" is there twice")]
    [InlineData("""{"format":"ctefast-schema/1","features":[{"name":"a","kind":"numeric"}],"groups":[{"name":"g","features":["b"]}]}""", "no feature \"b\"")]
    public void Read_OtherContents_SaysWhat(string json, string message)
    {
        string said = Assert.Throws<InvalidDataException>(() => FeatureSchemaFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)))).Message;
        Assert.Contains(message, said, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', said);
    }

    private static void Throws(string message, Func<object> make) => Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(make).Message, StringComparison.Ordinal);
}
