using System.Xml.Linq;
using CteFast.Cli.Render.Svg;
using CteFast.Data;

namespace CteFast.Cli.Tests.Render.Svg;

public sealed class PlotTests
{
    private const string LongName = "a name that goes on and on until no column could ever be wide enough for it";

    [Theory]
    [InlineData(328)]
    [InlineData(680)]
    public void Waterfall_LongName_IsCutButNotItsValue(double width)
    {
        Bar[] steps = [new Bar(LongName, 1, 0.1) { Tail = " = 0.25" }, new Bar("x", -0.5, 0.1) { Tail = " = 3" }];
        string[] texts = Texts(WaterfallPlot.Render(steps, 2, "prediction", width));

        Assert.Contains(texts, text => text.StartsWith("a ", StringComparison.Ordinal) && text.EndsWith("… = 0.25", StringComparison.Ordinal));
        Assert.Contains("x = 3", texts);
    }

    [Fact]
    public void Curves_TwoOfThem_AreNamed()
    {
        Curve first = new("partial dependence", [0, 1, 2], [1, 2, 3]), second = new("accumulated local effects", [0, 1, 2], [1, 3, 2]);
        string one = CurvePlot.Render([first], [0.5], new Feature("x"), "y", 328, 260), two = CurvePlot.Render([first, second], [0.5], new Feature("x"), "y", 328, 260);

        Assert.DoesNotContain("partial dependence", Texts(one));
        Assert.Contains("partial dependence", Texts(two));
        Assert.Contains("accumulated local effects", Texts(two));
        Assert.True(Height(two) > Height(one));
    }

    [Fact]
    public void Axis_OfLevels_ShowsTheirWords()
    {
        Feature city = new("city", FeatureKind.Categorical, new FeatureLevels(["Lyon", "Paris", "a city with a name that is too long to stand there"]));
        string[] curve = Texts(CurvePlot.Render([new Curve("partial dependence", [0, 1, 2], [1, 2, 3])], [], city, "y", 328, 260));
        string[] dots = Texts(ScatterPlot.Render(new FeatureDots(city, [0.5, -1], [0, 1]), "y", 328, 260));

        foreach (string[] texts in (string[][])[curve, dots])
        {
            Assert.Contains("Lyon", texts);
            Assert.Contains("Paris", texts);
            Assert.Contains(texts, text => text.StartsWith("a city", StringComparison.Ordinal) && text.EndsWith('…'));
        }
    }

    [Fact]
    public void Legend_NarrowWidth_TakesMoreLines()
    {
        string[] names = ["partial dependence", "accumulated local effects", "a third"];
        Assert.True(Legend.Height(names, 200) > Legend.Height(names, 400));
        Assert.True(Legend.Height(names, 400) > Legend.Height(names, 900));
    }

    private static string[] Texts(string svg)
        => [.. XElement.Parse(svg).Descendants().Where(element => element.Name.LocalName == "text").Select(element => string.Concat(element.Nodes().OfType<XText>()))];

    private static double Height(string svg) => (double)XElement.Parse(svg).Attribute("height")!;
}
