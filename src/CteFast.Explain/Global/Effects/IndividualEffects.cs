using CteFast.Explain.Models;

namespace CteFast.Explain.Global.Effects;

/// <summary>Individual conditional expectation: for every row, the prediction as one feature takes the values of a grid.</summary>
public sealed class IndividualEffects
{
    /// <summary>The feature's name.</summary>
    public required string FeatureName { get; init; }

    /// <summary>The feature's grid.</summary>
    public required FeatureGrid Grid { get; init; }

    /// <summary>The number of rows.</summary>
    public required int RowCount { get; init; }

    /// <summary>The number of the model's outputs, k.</summary>
    public required int OutputCount { get; init; }

    /// <summary>What the outputs are: margin, probability or value.</summary>
    public required OutputKind OutputKind { get; init; }

    internal double[] Curves { get; init; } = [];      // rows x outputs x points

    /// <summary>The predictions of a row at the points of the grid.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="output">The output, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row or output.</exception>
    public ReadOnlySpan<double> Values(int row, int output = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, RowCount);
        ArgumentOutOfRangeException.ThrowIfNegative(output);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(output, OutputCount);
        return Curves.AsSpan((row * OutputCount + output) * Grid.Points.Length, Grid.Points.Length);
    }
}
