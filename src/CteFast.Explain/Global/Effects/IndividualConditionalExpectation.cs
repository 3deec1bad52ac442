using System.Diagnostics;
using CteFast.Explain.Asking;
using CteFast.Explain.Models;

namespace CteFast.Explain.Global.Effects;

/// <summary>Individual conditional expectation: f(v, x) at the points v of a grid for each row x, one feature of which is set to v.</summary>
/// <remarks>Source: Goldstein, Kapelner, Bleich and Pitkin, <i>Peeking inside the black box</i> (JCGS 2015).</remarks>
[DebuggerDisplay("individual conditional expectation of {FeatureName,nq}: {RowCount} rows, {OutputCount} outputs")]
public sealed class IndividualConditionalExpectation
{
    private readonly double[] _curves;      // rows x outputs x points

    private IndividualConditionalExpectation(IModel model, FeatureGrid grid, int rowCount, double[] curves, ExplanationCost cost)
    {
        _curves = curves;
        (FeatureName, Grid, RowCount, Cost) = (model.NameOf(grid.Feature), grid, rowCount, cost);
        (OutputCount, OutputKind) = (model.OutputCount, model.OutputKind);
    }

    /// <summary>The feature's name.</summary>
    public string FeatureName { get; }

    /// <summary>The feature's grid.</summary>
    public FeatureGrid Grid { get; }

    /// <summary>The number of rows.</summary>
    public int RowCount { get; }

    /// <summary>The number of the model's outputs, k.</summary>
    public int OutputCount { get; }

    /// <summary>What the outputs are.</summary>
    public OutputKind OutputKind { get; }

    /// <summary>What it took: points · rows model rows.</summary>
    public ExplanationCost Cost { get; }

    /// <summary>Computes the curves of rows. Takes points · rows model rows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Row-major rows, r x d.</param>
    /// <param name="grid">The feature's points.</param>
    /// <param name="options">Batch size and threads; sizes and seed are not used.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1.</param>
    /// <param name="cancellationToken">Stops the work between two calls of the model.</param>
    /// <exception cref="ArgumentException">There are no rows, they do not fill whole rows, the model has no such feature, or there are more than 2,147,483,591 predictions.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static IndividualConditionalExpectation Compute(IModel model, ReadOnlySpan<float> rows, FeatureGrid grid, EffectOptions options, IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(grid);
        options.Check();
        grid.CheckFits(model);
        int d = model.FeatureCount, count = rows.Length / d;
        if (rows.IsEmpty || rows.Length % d != 0) throw new ArgumentException($"{rows.Length} values do not fill rows of {d} features.", nameof(rows));
        double[] curves = new double[BatchRunner.CheckedCount((long)count * grid.Points.Length * model.OutputCount)];
        int modelRows = count * grid.Points.Length;
        var runner = BatchRunner.For(model, modelRows, options.MaxBatchRows, options.Threads);
        var source = new IndividualRows(rows, d, grid, curves);
        runner.Run(ref source, cancellationToken, StepProgress.Of(progress, modelRows));
        return new IndividualConditionalExpectation(model, grid, count, curves, runner.Cost(StopReason.Budget));
    }

    /// <summary>The predictions of a row at the points of the grid, in the unit of the output.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="output">The output, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row or output.</exception>
    public ReadOnlySpan<double> Values(int row, int output = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, RowCount);
        ArgumentOutOfRangeException.ThrowIfNegative(output);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(output, OutputCount);
        return _curves.AsSpan((row * OutputCount + output) * Grid.Points.Length, Grid.Points.Length);
    }
}
