using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CteFast.Cli.Render.Report;

namespace CteFast.Cli.Tests.Render.Report;

public sealed partial class HtmlPageTests
{
    [Fact]
    public void Render_HostileNames_AreTextOnly()
    {
        string page = HtmlPage.Render(MadeReport.Create(MadeReport.HostileNames));

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_Page_LoadsNothing()
        => Assert.DoesNotMatch(@"(src|href)\s*=|url\(|@import", HtmlPage.Render(MadeReport.Create(MadeReport.HostileNames)));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(60)]
    public void Render_AnyNumberOfFeatures_DrawsEveryPictureTwice(int features)
    {
        ReportContent content = MadeReport.Create([.. Enumerable.Range(0, features).Select(j => $"x{j}")]);
        string page = HtmlPage.Render(content);

        Assert.Equal(2 * ReportPicture.Of(content).Count(), Svg().Count(page));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(1e-30)]
    [InlineData(1e30)]
    [InlineData(12345678)]
    public void Draw_AnyScale_IsWellFormedWithFiniteNumbers(double size)
    {
        foreach (ReportPicture picture in ReportPicture.Of(MadeReport.Create(MadeReport.HostileNames, size)))
        {
            foreach (double width in (double[])[328, 680])
            {
                XElement svg = XElement.Parse(picture.Draw(width));
                Assert.DoesNotContain(svg.DescendantsAndSelf().Attributes(), attribute => NotFinite().IsMatch(attribute.Value));
            }
        }
    }

    [Fact]
    public void Of_MissingValues_CaptionsSaySo()
    {
        // The third feature is missing in every seventh of 200 rows.
        string Caption(int features, string name) => ReportPicture.Of(MadeReport.Create([.. MadeReport.HostileNames.Take(features)])).Single(picture => picture.Name == name).Caption;

        Assert.EndsWith("In 29 rows it is missing: they have no dot.", Caption(3, "dependence-3"), StringComparison.Ordinal);
        Assert.Contains("where it is missing", Caption(3, "beeswarm"), StringComparison.Ordinal);
        Assert.DoesNotContain("missing", Caption(3, "dependence-1") + Caption(2, "beeswarm"), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_Rows_HaveNamesAndValuesApart()
    {
        ReportContent content = MadeReport.Create(MadeReport.HostileNames);
        using JsonDocument json = JsonDocument.Parse(ReportJson.Render(content));
        JsonElement row = json.RootElement.GetProperty("rows")[0];

        Assert.Equal(MadeReport.HostileNames, row.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("feature").GetString()));
        Assert.Equal(content.Rows[0].Features.Schema.Count, row.GetProperty("featureValues").GetArrayLength());
    }

    [GeneratedRegex("<svg ")]
    private static partial Regex Svg();

    [GeneratedRegex("NaN|Infinity|∞")]
    private static partial Regex NotFinite();
}
