using CteFast.Data;
using CteFast.Explain;

/// <summary>A function of rows of a type that the package's generator makes features of.</summary>
internal static class OwnRow
{
    public static string Run()
    {
        OwnFlat[] flats = [.. Enumerable.Range(0, 20).Select(i => new OwnFlat(30 + 7 * i, i % 3 == 0 ? "Lyon" : i % 3 == 1 ? "Paris" : null, i % 2 == 0))];
        RowExplainer<OwnFlat> explainer = Explainer.Create<OwnFlat>(flat => flat.Area * (flat.City == "Paris" ? 3 : 1) + (flat.Garden ? 10 : 0), flats, new ExplainOptions { Method = ExplainMethod.Exact, ModelRows = 100_000 });
        RowExplanation<OwnFlat> explanation = explainer.Explain(new OwnFlat(50, "Paris", true));
        ExplainedFeature garden = explanation.For(OwnFlat.Features.Garden);
        Check.Holds(garden.Text == "yes" && Math.Abs(garden.Value - 5) < 1e-4, $"a garden ({garden.Text}) has {garden.Value} instead of 5");
        return $"rows of a type of its own: {explanation.Explanation.Method}";
    }
}

/// <summary>A flat.</summary>
[FeatureRow]
internal readonly partial record struct OwnFlat(float Area, string? City, bool Garden);
