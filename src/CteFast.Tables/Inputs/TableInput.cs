using CteFast.Tables.Columns;

namespace CteFast.Tables.Inputs;

/// <summary>Rows of named columns, read once from the first to the last.</summary>
internal abstract class TableInput(string name) : IDisposable
{
    /// <summary>Where the reading stands.</summary>
    public Place Place { get; } = new(name);

    /// <summary>The columns' names.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>What was found about the table, not about its columns.</summary>
    public virtual IEnumerable<TableFinding> Findings => [];

    /// <summary>Gives the values of columns to their sinks, some rows at a time; yields how many rows were given.</summary>
    /// <param name="sinks">By column, its sink, or null where the column is not wanted.</param>
    /// <param name="progress">Receives the fraction read, now and then.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public abstract IEnumerable<int> Batches(ColumnSink?[] sinks, IProgress<double>? progress, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract void Dispose();
}
