using CteFast.Explain.Models;

namespace CteFast.Explain.Asking;

/// <summary>The base of explainers that work with any model: they have it predict rows that are composed of the row explained and background rows.</summary>
public abstract class ModelAgnosticExplainer : Explainer
{
    private readonly WorkspacePool<RowWorkspace> _workspaces;
    private double[] _baseValues;

    /// <summary>Predicts the background.</summary>
    private protected ModelAgnosticExplainer(IModel model, Background background, in ExplainOptions options, CancellationToken cancellationToken)
        : base(model, background, options)
    {
        Game = new BackgroundGame(model, Players, background, options, cancellationToken);
        _baseValues = Game.Mean(background.Weights);
        _workspaces = new WorkspacePool<RowWorkspace>(CreateWorkspace);
    }

    /// <inheritdoc/>
    public sealed override ReadOnlySpan<double> BaseValues => _baseValues;

    internal BackgroundGame Game { get; }

    private protected sealed override (long Rows, long Calls) PreparationCost => Game.PreparationCost;

    private protected abstract RowWorkspace CreateWorkspace();

    /// <summary>Computes the values of a row whose prediction is known.</summary>
    private protected abstract StopReason Run(RowGame game, RowWorkspace workspace, Span<double> values, Span<double> errors, CancellationToken cancellationToken);

    /// <summary>Sets the base values, for a method that weights the background rows otherwise.</summary>
    private protected void SetBaseValues(ReadOnlySpan<double> weights) => _baseValues = Game.Mean(weights);

    private protected sealed override ExplanationCost ExplainRow(ReadOnlySpan<float> row, Span<double> prediction, Span<double> values, Span<double> standardErrors,
        CancellationToken cancellationToken)
    {
        RowWorkspace workspace = _workspaces.Rent();
        try
        {
            RowGame game = Game.Start(row, prediction, workspace.Runner, cancellationToken);
            return workspace.Runner.Cost(Run(game, workspace, values, standardErrors, cancellationToken));
        }
        finally
        {
            _workspaces.Return(workspace);
        }
    }
}
