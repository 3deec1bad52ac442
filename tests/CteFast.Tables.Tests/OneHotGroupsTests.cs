using CteFast.Data;

namespace CteFast.Tables.Tests;

public sealed class OneHotGroupsTests
{
    [Theory]
    [InlineData("city_Lyon", "city_Paris")]
    [InlineData("city=Lyon", "city=Paris")]
    [InlineData("city.Lyon", "city.New York_NY")]
    public void Find_NamesAndRows_MakeAGroup(string first, string second)
    {
        var table = new FeatureTable(FeatureSchema.Numeric(["a", first, second]), [5, 1, 0, 7, 0, 1, 8, 0, 0]);
        FeatureGroup group = Assert.Single(OneHotGroups.Find(table, out IReadOnlyList<TableFinding> findings));
        Assert.Equal("city", group.Name);
        Assert.Equal([1, 2], group.Columns);
        Assert.Contains("1 of 3 rows", Assert.Single(findings).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_LongestBeginning_Wins()
    {
        var table = new FeatureTable(FeatureSchema.Numeric(["home_city_A", "home_city_B", "home_kind_x", "home_kind_y"]), [1, 0, 0, 1, 0, 1, 1, 0]);
        Assert.Equal(["home_city", "home_kind"], OneHotGroups.Find(table).Select(group => group.Name));
    }

    [Fact]
    public void Find_TwoOnesInARow_IsNoGroup()
        => Assert.Empty(OneHotGroups.Find(new FeatureTable(FeatureSchema.Numeric(["has_dog", "has_cat"]), [1, 1, 0, 1])));

    [Fact]
    public void Find_OtherNumbers_AreNoGroup()
        => Assert.Empty(OneHotGroups.Find(new FeatureTable(FeatureSchema.Numeric(["x_1", "x_2"]), [2, 0, 0, 1])));
}
