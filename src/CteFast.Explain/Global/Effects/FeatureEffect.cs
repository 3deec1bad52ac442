using System.Diagnostics;
using CteFast.Explain.Models;

namespace CteFast.Explain.Global.Effects;

/// <summary>The effect of one feature, a curve, or of two, a surface, on every output of a model: what partial dependence and accumulated local effects have in common.</summary>
[DebuggerDisplay("{Method,nq} of {string.Join(\", \", FeatureNames),nq}: {PointCount} points, {OutputCount} outputs")]
public abstract class FeatureEffect
{
    private readonly double[] _values;      // outputs x points
    private readonly double[] _errors;      // outputs x points

    private protected FeatureEffect(string method, IModel model, FeatureGrid[] grids, PredictedRows rows, double[] values, double[] errors, ExplanationCost cost)
    {
        (_values, _errors) = (values, errors);
        (Method, Grids, Cost) = (method, grids, cost);
        FeatureNames = [.. grids.Select(axis => model.NameOf(axis.Feature))];
        (OutputCount, OutputKind) = (model.OutputCount, model.OutputKind);
        BackgroundQuality = rows.Rows.Quality;
    }

    /// <summary>How the effect was computed: <c>"partial dependence"</c> or <c>"accumulated local effects"</c>.</summary>
    public string Method { get; }

    /// <summary>The names of the one or two features.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>The grid of each feature.</summary>
    public IReadOnlyList<FeatureGrid> Grids { get; }

    /// <summary>The number of the model's outputs, k.</summary>
    public int OutputCount { get; }

    /// <summary>What the outputs are.</summary>
    public OutputKind OutputKind { get; }

    /// <summary>The number of points: that of the grid, or the product of the two grids'.</summary>
    public int PointCount => _values.Length / OutputCount;

    /// <summary>The rows that the effect is an average over.</summary>
    public BackgroundQuality BackgroundQuality { get; }

    /// <summary>What this effect took. The predictions of the rows as they are count only if they were made for this effect alone.</summary>
    public ExplanationCost Cost { get; }

    /// <summary>The effect at every point, in the unit of the output; of two features row-major, the second one's points side by side.</summary>
    /// <param name="output">The output, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such output.</exception>
    public ReadOnlySpan<double> Values(int output = 0) => Slice(_values, output);

    /// <summary>The standard errors of <see cref="Values"/>, NaN where there are too few rows to estimate them.</summary>
    /// <param name="output">The output, from 0.</param>
    /// <remarks>
    /// Those of rows drawn at random from the data: too large for compressed rows, which stand for the data better. 0 where the background is
    /// all the data. Of accumulated local effects of two features they are not computed: NaN.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">There is no such output.</exception>
    public ReadOnlySpan<double> StandardErrors(int output = 0) => Slice(_errors, output);

    /// <summary>One or two grids, once they are known to fit the model.</summary>
    private protected static FeatureGrid[] Check(IModel model, FeatureGrid grid, FeatureGrid? second)
    {
        ArgumentNullException.ThrowIfNull(grid);
        foreach (FeatureGrid axis in (ReadOnlySpan<FeatureGrid>)[grid, second ?? grid]) axis.CheckFits(model);
        if (second?.Feature == grid.Feature) throw new ArgumentException($"Both grids are of feature {grid.Feature}; choose two features.", nameof(second));
        return second is null ? [grid] : [grid, second];
    }

    /// <summary>What two steps took together.</summary>
    private protected static ExplanationCost Sum(ExplanationCost first, ExplanationCost second) =>
        new(first.ModelRows + second.ModelRows, first.ModelCalls + second.ModelCalls, first.Elapsed + second.Elapsed, second.StoppedBy);

    private ReadOnlySpan<double> Slice(double[] array, int output)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(output);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(output, OutputCount);
        return array.AsSpan(output * PointCount, PointCount);
    }
}
