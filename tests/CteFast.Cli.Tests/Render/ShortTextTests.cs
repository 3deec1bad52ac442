using CteFast.Cli.Render;

namespace CteFast.Cli.Tests.Render;

public sealed class ShortTextTests
{
    private static readonly Func<string, double> Columns = text => CellText.Width(text);

    [Theory]
    [InlineData("short", 5, "short")]
    [InlineData("longer than that", 8, "longer …")]
    [InlineData("日本語", 5, "日本…")]
    [InlineData("e\u0301e\u0301e\u0301", 2, "e\u0301…")]      // a letter and its accent
    [InlineData("anything", 1, "…")]
    public void Cut_TooLong_BeginningAndEllipsis(string text, int room, string expected) => Assert.Equal(expected, ShortText.Cut(text, room, Columns));

    [Fact]
    public void CutApart_NamesThatDiffer_CutAtTheEnd()
        => Assert.Equal(["average …", "maximum …", "short"], Apart(9, "average temperature", "maximum temperature", "short"));

    [Fact]
    public void CutApart_NamesThatEndApart_KeepTheirEnds()
        => Assert.Equal(["average_te…d_in_2001", "average_te…d_in_2002", "other_name_that_is_…"],
            Apart(20, "average_temperature_measured_in_2001", "average_temperature_measured_in_2002", "other_name_that_is_long"));

    [Fact]
    public void CutApart_NamesThatDifferInTheMiddle_ShowWhere()
        => Assert.Equal(["average_te…january_me…", "average_te…july_measu…"],
            Apart(22, "average_temperature_of_january_measured_at_the_northern_station", "average_temperature_of_july_measured_at_the_northern_station"));

    [Fact]
    public void CutApart_GroupsWithinGroups_AllDiffer()
    {
        string[] names = [.. from place in (string[])["north", "south"] from month in Enumerable.Range(1, 12) select $"average_temperature_of_{place}_{new string('x', 40)}_{month:D2}"];

        string[] cut = Apart(24, names);

        Assert.Equal(names.Length, cut.Distinct().Count());
        Assert.All(cut, name => Assert.InRange(CellText.Width(name), 1, 24));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(13)]
    [InlineData(11)]
    public void CutApart_GroupsThatEndAlike_DifferFromEachOtherToo(int room)
    {
        // Months of different letters are told apart before their stations are; June and July part within the word.
        string[] names = [.. from month in (string[])["january", "february", "march", "june", "july", "september", "december"]
                             from place in (string[])["northern", "southern"] select $"average_daily_temperature_of_{month}_measured_at_the_{place}_station"];

        string[] cut = Apart(room, names);

        Assert.Equal(names.Length, cut.Distinct().Count());
        Assert.All(cut, name => Assert.InRange(CellText.Width(name), 1, room));
    }

    [Fact]
    public void CutApart_SameNameTwice_CutAlike() => Assert.Equal(["the s…", "the s…"], Apart(6, "the same name", "the same name"));

    [Fact]
    public void CutApart_NoRoom_Ends() => Assert.Equal(["…", "…"], Apart(1, "name1", "name2"));

    [Fact]
    public void CutApart_AnyNames_NeverWiderThanTheirRoom()
    {
        Random random = new(1);
        for (int i = 0; i < 300; i++)
        {
            string[] names = [.. Enumerable.Range(0, 5).Select(_ => "日a" + string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => "ab日é"[random.Next(4)])))];
            int room = random.Next(2, 20);
            Assert.All(Apart(room, names), name => Assert.InRange(CellText.Width(name), 1, room));
        }
    }

    private static string[] Apart(int room, params string[] names) => ShortText.CutApart(names, _ => room, Columns);
}
