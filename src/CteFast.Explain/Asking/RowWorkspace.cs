using CteFast.Explain.Models;

namespace CteFast.Explain.Asking;

/// <summary>What one explanation works in; a method adds memory of its own.</summary>
internal class RowWorkspace(IModel model, int batchRows)
{
    /// <summary>Asks the model and counts.</summary>
    public BatchRunner Runner { get; } = new(model, batchRows);
}
