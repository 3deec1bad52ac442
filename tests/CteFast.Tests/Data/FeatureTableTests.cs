using CteFast.Data;

namespace CteFast.Tests.Data;

public sealed class FeatureTableTests
{
    private static readonly FeatureTable Table = new(new FeatureSchema([new Feature("city", FeatureKind.Categorical, new FeatureLevels(["Paris", "Lyon", "Nancy"])), new Feature("cylinders"), new Feature("owner", FeatureKind.Boolean)]),
        [0, 8, 1, 1, 4, 0, 2, float.NaN, float.NaN, float.NaN, 5, 1]);

    [Fact]
    public void Text_OfARow_IsInWords()
    {
        Assert.Equal(("Paris", "8", "yes"), (Table.Text(0, 0), Table.Text(0, 1), Table.Text(0, 2)));
        Assert.Equal(("Nancy", "missing"), (Table.Text(2, 0), Table.Text(2, 1)));
        Assert.Equal([1f, 4f, 0f, 0f, 8f, 1f], Table.Take([1, 0]).Rows.ToArray());
    }

    /// <summary>A model knows other levels, in another order, and takes numbers for levels.</summary>
    [Fact]
    public void As_SchemaOfAModel_HasItsCodesInItsOrder()
    {
        var model = new FeatureSchema([new Feature("cylinders", FeatureKind.Categorical, new FeatureLevels(["3", "4", "5.0", "8"])), new Feature("city", FeatureKind.Categorical, new FeatureLevels(["Lyon", "Nice", "Paris"]))]);
        FeatureTable table = Table.As(model, out int[] unknown);
        Assert.Same(model, table.Schema);
        Assert.Equal([3f, 2f, 1f, 0f, float.NaN, float.NaN, 2f, float.NaN], table.Rows.ToArray());
        Assert.Equal([0, 1], unknown);      // Nancy
    }

    [Fact]
    public void As_MissingLevel_TakesMissingValues()
    {
        var model = new FeatureSchema([new Feature("city", FeatureKind.Categorical, new FeatureLevels(["Lyon"])) { MissingIsLevel = true }]);
        FeatureTable table = Table.As(model, out int[] unknown);
        Assert.Equal([1f, 0f, 1f, 1f], table.Rows.ToArray());
        Assert.Equal([2], unknown);
        Assert.Equal([float.NaN, 0, float.NaN, float.NaN], table.As(new FeatureSchema([new Feature("city", FeatureKind.Categorical, new FeatureLevels(["Lyon"]))]), out _).Rows.ToArray());
    }

    [Fact]
    public void As_WhatContradicts_IsRefusedByName()
    {
        Throws("no feature \"town\"", () => Table.As(FeatureSchema.Numeric(["town"]), out _));
        Throws("\"city\" has levels here, such as \"Paris\", but numbers are wanted", () => Table.As(FeatureSchema.Numeric(["city"]), out _));
        Assert.Equal([1f, 0f, float.NaN, 1f], Table.As(FeatureSchema.Numeric(["owner"]), out _).Rows.ToArray());
    }

    [Fact]
    public void Constructor_ValuesThatDoNotFit_AreRefused()
    {
        Throws("do not fill", () => new FeatureTable(FeatureSchema.Numeric(["a", "b"]), [1, 2, 3]));
        Throws("Row 1, feature \"b\"", () => new FeatureTable(FeatureSchema.Numeric(["a", "b"]), [1, 2, 3, float.PositiveInfinity]));
    }

    private static void Throws(string message, Func<object> make) => Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(make).Message, StringComparison.Ordinal);
}
