using CteFast.Data;

namespace CteFast.Tests.Data;

internal enum LoanUse
{
    Car,
    House = 7,
}

[FeatureRow]
internal readonly partial record struct LoanRow(
    [NotAFeature] string Id, double Income, [Feature("city")] string? City, bool Owner, float? Age, LoanUse? Use, LoanUse Was, bool? Insured,
    [Feature(Group = "size")] int Width, [Feature(Group = "size")] int? Height, string Name);

public sealed class FeatureRowTests
{
    private static readonly LoanRow Full = new("", 12.5, "Paris", true, 30, LoanUse.House, LoanUse.Car, false, 3, -4, "b"),
        Sparse = new("", -1, null, false, null, null, LoanUse.House, null, 0, null, "a"), Other = Full with { City = "Lyon", Insured = true };

    [Fact]
    public void From_Rows_HasTheCodesOfTheirLevels()
    {
        FeatureTable table = FeatureTable.From<LoanRow>([Full, Sparse, Other]);
        Assert.Equal(["Income", "city", "Owner", "Age", "Use", "Was", "Insured", "Width", "Height", "Name"], table.Schema.Select(feature => feature.Name));
        Assert.Equal(["Lyon", "Paris"], table.Schema[LoanRow.Features.City.Column].Levels);
        Assert.Equal([12.5f, 1, 1, 30, 1, 0, 0, 3, -4, 1], table[0].ToArray());
        Assert.Equal([-1, float.NaN, 0, float.NaN, float.NaN, 1, float.NaN, 0, float.NaN, 0], table[1].ToArray());
        Assert.Equal([7, 8], Assert.Single(table.Schema.Groups).Columns);
    }

    [Fact]
    public void Read_RowsThatWereWritten_AreTheSame()
    {
        FeatureTable table = FeatureTable.From<LoanRow>([Full, Sparse, Other]);
        Assert.Equal([Full, Sparse, Other], Enumerable.Range(0, 3).Select(row => table.Read<LoanRow>(row) with { Id = "" }));
    }

    [Fact]
    public void From_LevelsOfAnotherTable_CountsWhatIsUnknown()
    {
        FeatureSchema schema = FeatureTable.From<LoanRow>([Full, Sparse]).Schema;
        FeatureTable table = FeatureTable.From<LoanRow>([Other, Full with { Use = (LoanUse)3 }], schema, out int[] unknown);
        Assert.Equal([0, 1, 0, 0, 1, 0, 0, 0, 0, 0], unknown);
        Assert.True(float.IsNaN(table[0][1]) && float.IsNaN(table[1][4]));
        Assert.Throws<ArgumentException>(() => FeatureTable.From<LoanRow>([Full with { Was = (LoanUse)3 }]));
    }

    [Fact]
    public void Read_ValueThatItsMemberCannotHave_IsRefusedByName()
    {
        FeatureTable table = FeatureTable.From<LoanRow>([Full]);
        foreach ((int column, float value) in new[] { (9, float.NaN), (2, float.NaN), (7, 1.5f), (1, 5), (5, 2) })
        {
            float[] row = table[0].ToArray();
            row[column] = value;
            var error = Assert.Throws<ArgumentException>(() => new FeatureTable(table.Schema, row).Read<LoanRow>(0));
            Assert.Contains($"\"{table.Schema[column].Name}\"", error.Message, StringComparison.Ordinal);
        }

        Assert.Throws<ArgumentException>(() => FeatureTable.From<LoanRow>([Full], FeatureSchema.Numeric(["a"]), out _));
    }
}
