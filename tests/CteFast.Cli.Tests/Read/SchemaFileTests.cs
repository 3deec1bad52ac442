using CteFast.Cli.Read;
using CteFast.Cli.Shell;
using CteFast.Data;

namespace CteFast.Cli.Tests.Read;

public sealed class SchemaFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_SomeColumns_TheirKinds()
    {
        (_, IReadOnlyDictionary<string, FeatureKind>? kinds) = SchemaFile.Read(_folder.Write("schema.json", """{"b": "categorical", "a": "numeric", "c": "ordered", "d": "boolean"}"""));

        Assert.Equal([FeatureKind.Numeric, FeatureKind.Categorical, FeatureKind.Ordered, FeatureKind.Boolean], kinds!.OrderBy(kind => kind.Key).Select(kind => kind.Value));
    }

    [Fact]
    public void Read_WholeSchema_ItsFeatures()
    {
        FeatureSchema schema = new([new Feature("size", FeatureKind.Ordered, new FeatureLevels(["small", "large"])), new Feature("x")]);
        using (FileStream file = File.Create(_folder.File("schema.json"))) FeatureSchemaFile.Write(schema, file);

        FeatureSchema read = SchemaFile.Read(_folder.File("schema.json")).Schema!;
        Assert.Equal(["size: small, large", "x: "], read.Select(feature => $"{feature.Name}: {string.Join(", ", feature.Levels)}"));
    }

    [Theory]
    [InlineData("""{"format": "ctefast-schema/1", "features": 7}""", "ctefast schema DATA.csv writes one")]
    [InlineData("""{"a": "ordinal"}""", "'a': a kind is \"numeric\", \"categorical\", \"ordered\" or \"boolean\", not '\"ordinal\"'")]
    [InlineData("""{"a": 1}""", "'a': a kind is \"numeric\", \"categorical\", \"ordered\" or \"boolean\", not '1'")]
    [InlineData("""{"a": "numeric", "a": "numeric"}""", "names 'a' twice")]
    [InlineData("""["a"]""", "must hold an object")]
    [InlineData("{\n\"a\": numeric}", "line 2 is not JSON")]
    [InlineData("", "line 1 is not JSON")]
    public void Read_NotASchema_Said(string text, string expected)
    {
        string path = _folder.Write("schema.json", text);

        Assert.Contains(expected, Assert.Throws<InputException>(() => SchemaFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MissingFile_Said()
        => Assert.Contains("does not exist", Assert.Throws<InputException>(() => SchemaFile.Read(_folder.File("none.json"))).Message, StringComparison.Ordinal);
}
