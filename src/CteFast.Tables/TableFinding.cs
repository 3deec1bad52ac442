namespace CteFast.Tables;

/// <summary>Something found in a table that whoever uses it should know: one sentence without the file's name.</summary>
/// <param name="Kind">What was found.</param>
/// <param name="Column">The column it is about, or null for the table.</param>
/// <param name="Text">The sentence.</param>
public sealed record TableFinding(TableFindingKind Kind, string? Column, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}
