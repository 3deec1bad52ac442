using CteFast.Tables.Columns;

namespace CteFast.Tables.Inputs;

/// <summary>Rows of named columns, read once from the first to the last.</summary>
internal abstract class TableInput(string name) : IDisposable
{
    private protected readonly List<TableFinding> _findings = [];

    /// <summary>Where the reading stands.</summary>
    public Place Place { get; } = new(name);

    /// <summary>The columns' names.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>What was found about the table, not about its columns.</summary>
    public virtual IEnumerable<TableFinding> Findings => _findings;

    /// <summary>Gives the values of columns to their sinks, some rows at a time; yields how many rows were given.</summary>
    /// <param name="sinks">By column, its sink, or null where the column is not wanted.</param>
    /// <param name="progress">Receives the fraction read, now and then.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="TableException">A value cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public IEnumerable<int> Batches(ColumnSink?[] sinks, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        using IEnumerator<int> batches = Read(sinks, progress, cancellationToken).GetEnumerator();
        while (Guard(batches.MoveNext)) yield return batches.Current;
    }

    /// <summary>As <see cref="Batches"/>, where a damaged file may end in any exception of its library.</summary>
    protected abstract IEnumerable<int> Read(ColumnSink?[] sinks, IProgress<double>? progress, CancellationToken cancellationToken);

    /// <summary>Whether an exception says that the file is damaged.</summary>
    protected virtual bool IsDamage(Exception e) => false;

    /// <summary>Does what fails in many ways on a damaged file.</summary>
    /// <exception cref="TableException">The file is damaged.</exception>
    protected T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new TableException(Place.Name, $"the file is damaged ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})", "write it again");
        }
    }

    /// <summary>Whether an exception is none that a whole file can cause.</summary>
    protected static bool IsOfTheFormat(Exception e) => e is not (TableException or OperationCanceledException or IOException or OutOfMemoryException);

    /// <inheritdoc/>
    public abstract void Dispose();
}
