using CteFast.Data;
using CteFast.Explain.Global.Effects;

namespace CteFast.Cli.Render;

/// <summary>Effects of features on the predictions of a model.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="OutputKind">What the outputs are.</param>
/// <param name="PreparationRows">The model rows before any curve.</param>
/// <param name="Curves">The curves and surfaces.</param>
internal sealed record EffectReport(string Model, string OutputKind, long PreparationRows, IReadOnlyList<EffectCurve> Curves)
{
    /// <summary>The model rows.</summary>
    public long ModelRows => PreparationRows + Curves.Sum(curve => curve.ModelRows);
}

/// <summary>A curve of one feature or a surface of two, for all outputs.</summary>
/// <param name="Method">What it is.</param>
/// <param name="Features">Its features.</param>
/// <param name="Row">The row it is of, or null for a mean over rows.</param>
/// <param name="Points">The values of the features at every point, points x features.</param>
/// <param name="Values">The effects, outputs x points.</param>
/// <param name="Errors">Their standard errors; 0 where there are none.</param>
/// <param name="ModelRows">The model rows.</param>
internal sealed record EffectCurve(string Method, Feature[] Features, int? Row, float[][] Points, double[][] Values, double[][] Errors, long ModelRows)
{
    /// <summary>A mean over rows.</summary>
    public static EffectCurve Of(FeatureEffect effect, FeatureSchema schema)
    {
        ReadOnlySpan<float> first = effect.Grids[0].Points, second = effect.Grids.Count == 2 ? effect.Grids[1].Points : [];
        float[][] points = new float[effect.PointCount][];
        for (int i = 0; i < points.Length; i++) points[i] = second.IsEmpty ? [first[i]] : [first[i / second.Length], second[i % second.Length]];
        return new EffectCurve(effect.Method, [.. effect.Grids.Select(grid => schema[grid.Feature])], Row: null, points,
            [.. Enumerable.Range(0, effect.OutputCount).Select(output => effect.Values(output).ToArray())],
            [.. Enumerable.Range(0, effect.OutputCount).Select(output => effect.StandardErrors(output).ToArray())], effect.Cost.ModelRows);
    }

    /// <summary>The curve of one row.</summary>
    public static EffectCurve Of(IndividualConditionalExpectation effects, int index, int row, FeatureSchema schema) => new("individual conditional expectation", [schema[effects.Grid.Feature]], row,
        [.. effects.Grid.Points.ToArray().Select(point => new[] { point })],
        [.. Enumerable.Range(0, effects.OutputCount).Select(output => effects.Values(index, output).ToArray())],
        [.. Enumerable.Range(0, effects.OutputCount).Select(_ => new double[effects.Grid.Points.Length])], effects.Grid.Points.Length);
}
