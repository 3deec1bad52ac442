using CteFast.Data;
using CteFast.Explain;

namespace CteFast.AotSmoke;

/// <summary>A type whose members are features, by generated code alone.</summary>
[FeatureRow]
internal readonly partial record struct MadeFlat(float Area, string? City, bool Garden)
{
    /// <summary>The values of a flat's features, by a function of flats.</summary>
    public static double[] Explain()
    {
        MadeFlat[] flats = [.. Enumerable.Range(0, 20).Select(i => new MadeFlat(30 + 7 * i, i % 3 == 0 ? "Lyon" : i % 3 == 1 ? "Paris" : null, i % 2 == 0))];
        RowExplainer<MadeFlat> explainer = Explainer.Create<MadeFlat>(flat => flat.Area * (flat.City == "Paris" ? 3 : 1) + (flat.Garden ? 10 : 0), flats, new ExplainOptions { Seed = 7 });
        RowExplanation<MadeFlat> explanation = explainer.Explain(new MadeFlat(50, "Paris", true));
        return [explanation.For(Features.Area).Value, explanation.For(Features.City).Value, explanation.For(Features.Garden).Value];
    }
}
