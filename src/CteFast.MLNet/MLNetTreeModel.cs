using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;

namespace CteFast.MLNet;

/// <summary>A fitted ML.NET pipeline whose trainer's trees ask the raw columns of the table: explained exactly where its output is what the trees sum to.</summary>
/// <remarks>
/// A tree of the trainer asks columns that the pipeline has made, such as a normalised number or a slot of a one-hot code. Here every such question is one about the raw
/// column behind it: <c>x ≤ t</c>, with t the last number for which the answer is yes, found by asking the pipeline; or the set of levels for which it is yes. So the game over
/// raw columns is one of trees, and its Shapley values are exact. Predictions come from these trees. <see cref="MLNetModel.Create"/> has compared them with the pipeline's.
/// </remarks>
public sealed class MLNetTreeModel : MLNetModel, ITreeModel
{
    internal MLNetTreeModel(Rows.Pipeline pipeline, TreeEnsemble trees)
        : base(pipeline, trees.Info) => Trees = trees;

    /// <inheritdoc/>
    public TreeEnsemble Trees { get; }

    /// <inheritdoc/>
    public override OutputKind OutputKind => Trees.Link == TreeEnsembleLink.Identity ? base.OutputKind : Trees.OutputKind;

    /// <inheritdoc/>
    public override void Predict(ReadOnlySpan<float> rows, Span<float> outputs)
    {
        _ = ModelBatch.RowCount(this, rows, outputs);
        CheckValues(rows);
        Trees.Predict(rows, outputs);
    }
}
