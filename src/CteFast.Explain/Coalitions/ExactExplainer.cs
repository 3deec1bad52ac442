using System.Numerics;
using CteFast.Explain.Asking;
using CteFast.Explain.Models;

namespace CteFast.Explain.Coalitions;

/// <summary>Exact Shapley values against the given background, from all coalitions.</summary>
/// <remarks>
/// <para>
/// <c>φ_j = Σ_z w_z Σ_{S ∌ j} |S|! (m − |S| − 1)! / m! · (f(x_{S ∪ j}, z) − f(x_S, z))</c> over the background rows z and the coalitions of the m features
/// in which x and z differ. Standard errors are 0. What remains is the error of a background that does not stand for all the data.
/// </para>
/// <para>
/// The cost doubles with every feature: up to (2^p − 2) model rows for each background row, a million of them at p = 20, whatever
/// <see cref="ExplainOptions.ModelRows"/> says. From about ten features on, <see cref="ExplainMethod.Permutation"/> gives smaller errors for the same rows,
/// since it can use more background rows.
/// </para>
/// </remarks>
public sealed class ExactExplainer : ModelAgnosticExplainer
{
    /// <summary>The most features whose coalitions are enumerated.</summary>
    public const int MostFeatures = CoalitionEnumeration.MostFeatures;

    /// <summary>Prepares explanations: predicts the background once.</summary>
    /// <param name="model">The model.</param>
    /// <param name="background">The background rows; all are used.</param>
    /// <param name="options">Feature groups, threads and batch size; budget, precision, design and seed do not matter.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The background does not fit the model, there are more than 20 features, or a deadline is set.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public ExactExplainer(IModel model, Background background, ExplainOptions options, CancellationToken cancellationToken = default)
        : base(model, Checked(model, background, options), options, cancellationToken)
    {
    }

    /// <inheritdoc/>
    public override string Method => "exact";

    private static Background Checked(IModel model, Background background, in ExplainOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(background);
        CoalitionEnumeration.Check(Players.Of(model.FeatureCount, model.FeatureNames, options.Groups), options);
        return background;
    }

    private protected override RowWorkspace CreateWorkspace() => new Workspace(Model, Game.BatchRows, Players.Count);

    private protected override StopReason Run(RowGame game, RowWorkspace workspace, Span<double> values, Span<double> errors, CancellationToken cancellationToken)
    {
        var work = (Workspace)workspace;
        values.Clear();
        errors.Clear();
        var rows = new SubsetRows<Sink>(game, work.Scratch, new Sink(values, Players.Count));
        workspace.Runner.Run(ref rows, cancellationToken);
        rows.Finish();
        return StopReason.Budget;
    }

    private readonly ref struct Sink(Span<double> values, int stride) : IWorthSink
    {
        private readonly Span<double> _values = values;

        public void Count(ReadOnlySpan<int> players, uint coalition, double weight, int output, double worth)
        {
            int m = players.Length, size = BitOperations.PopCount(coalition);
            Span<double> values = _values.Slice(output * stride, stride);
            double member = size > 0 ? weight * CoalitionWeights.OfMembers(m, size) * worth : 0, other = size < m ? weight * CoalitionWeights.OfOthers(m, size) * worth : 0;
            for (int i = 0; i < m; i++) values[players[i]] += (coalition >> i & 1) != 0 ? member : -other;
        }
    }

    private sealed class Workspace(IModel model, int batchRows, int players) : RowWorkspace(model, batchRows)
    {
        public int[] Scratch { get; } = new int[2 * players];
    }
}
