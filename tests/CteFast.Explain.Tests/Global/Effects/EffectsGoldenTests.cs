using System.Text.Json;
using CteFast.Explain.Global.Effects;
using CteFast.Explain.Models.Networks;
using CteFast.Explain.Tests.Fixtures;
using static CteFast.Explain.Tests.GoldenNetwork;

namespace CteFast.Explain.Tests.Global.Effects;

public sealed class EffectsGoldenTests
{
    // The golden networks were run in double, ours in float; outputs and effects are of size 1.
    private const double NetworkError = 1e-5;

    [Fact]
    public void PartialDependence_AllRows_GivesTheReference() => ForAll((golden, model, data, effects) =>
    {
        foreach (JsonElement curve in golden.GetProperty("pdp1d").EnumerateArray())
        {
            FeatureGrid grid = FeatureGrid.Of(curve.GetProperty("feature").GetInt32(), curve.GetProperty("grid").Floats());
            FeatureEffect effect = PartialDependence.Compute(effects, grid);
            AssertClose(curve.GetProperty("pdp").Flat(), effect.Values(), NetworkError);
            Assert.All(effect.StandardErrors().ToArray(), error => Assert.Equal(0, error));

            if (!curve.TryGetProperty("ice_first10", out JsonElement expected)) continue;
            IndividualConditionalExpectation individual = IndividualConditionalExpectation.Compute(model, data.AsSpan(0, 10 * model.FeatureCount), grid, new());
            AssertClose(expected.Flat(), [.. Enumerable.Range(0, 10).SelectMany(row => individual.Values(row).ToArray())], NetworkError);
        }

        foreach (JsonElement surface in golden.GetProperty("pdp2d").EnumerateArray())
        {
            FeatureGrid[] grids = [.. Enumerable.Range(0, 2).Select(i => FeatureGrid.Of(surface.GetProperty("features")[i].GetInt32(), surface.GetProperty($"grid{i}").Floats()))];
            AssertClose(surface.GetProperty("pdp").Flat(), PartialDependence.Compute(effects, grids[0], grids[1]).Values(), NetworkError);
        }
    });

    [Fact]
    public void AccumulatedLocal_QuantileEdges_GivesTheReference() => ForAll((golden, model, data, effects) =>
    {
        foreach (JsonElement ale in golden.GetProperty("ale").EnumerateArray())
        {
            FeatureGrid grid = effects.Quantiles(ale.GetProperty("feature").GetInt32(), ale.GetProperty("bins_requested").GetInt32());
            AssertClose(ale.GetProperty("edges").Flat(), [.. grid.Points.ToArray().Select(point => (double)point)], 1e-7);
            AccumulatedLocalEffects effect = AccumulatedLocalEffects.Compute(effects, grid);
            Assert.Equal(ale.GetProperty("counts").Flat(), effect.Counts.Select(count => (double)count));
            AssertClose(ale.GetProperty("centred").Flat(), effect.Values(), NetworkError);
            Assert.Equal(2 * effect.Counts.Sum(), effect.Cost.ModelRows);
        }
    });

    private static void ForAll(Action<JsonElement, NetworkModel, float[], EffectRows> check)
    {
        JsonElement[] cases = Cases("effects");
        Assert.Equal(2, cases.Length);
        foreach (JsonElement golden in cases)
        {
            NetworkModel model = Read(golden.GetProperty("model"));
            float[] data = golden.GetProperty("x").Floats();
            check(golden, model, data, EffectRows.Create(model, MadeBackground.All(data, model.FeatureCount), null, new()));
        }
    }
}
