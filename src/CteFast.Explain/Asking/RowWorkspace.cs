using CteFast.Explain.Models;

namespace CteFast.Explain.Asking;

/// <summary>The memory of one explanation; methods derive from it and add theirs.</summary>
internal class RowWorkspace(IModel model, int batchRows)
{
    /// <summary>Calls the model, and counts rows and calls.</summary>
    public BatchRunner Runner { get; } = new(model, batchRows);
}
