using CteFast.Explain.Models;

namespace CteFast.Explain.Global.Effects;

/// <summary>The effect of one feature, a curve, or of two, a surface, on every output of a model.</summary>
public sealed class FeatureEffect
{
    /// <summary>How the effect was computed: <c>"partial dependence"</c> or <c>"accumulated local effects"</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The names of the one or two features.</summary>
    public required IReadOnlyList<string> FeatureNames { get; init; }

    /// <summary>The grid of each feature.</summary>
    public required IReadOnlyList<FeatureGrid> Grids { get; init; }

    /// <summary>The number of the model's outputs, k.</summary>
    public required int OutputCount { get; init; }

    /// <summary>What the outputs are: margin, probability or value.</summary>
    public required OutputKind OutputKind { get; init; }

    /// <summary>The number of points: that of the grid, or the product of the two grids'.</summary>
    public int PointCount => Effects.Length / OutputCount;

    /// <summary>The rows that the effect is an average over.</summary>
    public required BackgroundQuality Background { get; init; }

    /// <summary>
    /// Of accumulated local effects the number of rows in each bin, or in each cell of two, one less a feature than its points; rows beside a
    /// level count on both sides of it. Empty for partial dependence.
    /// </summary>
    public IReadOnlyList<int> Counts { get; init; } = [];

    /// <summary>The number of rows the model was asked for by this effect; the predictions of the rows as they are, made once, not among them.</summary>
    public required long ModelRows { get; init; }

    /// <summary>The time spent.</summary>
    public required TimeSpan Elapsed { get; init; }

    internal double[] Effects { get; init; } = [];      // outputs x points

    internal double[] Errors { get; init; } = [];       // outputs x points

    /// <summary>The effect at every point in the output's unit; of two features row-major, the second one's points side by side.</summary>
    /// <param name="output">The output, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such output.</exception>
    public ReadOnlySpan<double> Values(int output = 0) => Slice(Effects, output);

    /// <summary>The standard errors of <see cref="Values"/>, NaN where there is too little to tell them from.</summary>
    /// <param name="output">The output, from 0.</param>
    /// <remarks>
    /// Those of rows drawn at random from the data: too large for compressed rows, which stand for the data better. 0 where the background is
    /// all the data. Of accumulated local effects of two features they are not computed: NaN.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">There is no such output.</exception>
    public ReadOnlySpan<double> StandardErrors(int output = 0) => Slice(Errors, output);

    private ReadOnlySpan<double> Slice(double[] array, int output)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(output);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(output, OutputCount);
        return array.AsSpan(output * PointCount, PointCount);
    }
}
