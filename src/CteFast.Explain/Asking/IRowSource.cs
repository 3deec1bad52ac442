namespace CteFast.Explain.Asking;

/// <summary>Composes the rows that a model is asked for, and takes its outputs. Rows are composed ahead of the outputs, by a batch a thread at most.</summary>
internal interface IRowSource
{
    /// <summary>Composes the next row.</summary>
    /// <param name="place">Its place among the rows composed ahead, which <see cref="Take"/> will name again.</param>
    /// <param name="previous">The row composed before it; undefined for the first.</param>
    /// <param name="row">Receives the row, d features.</param>
    /// <returns>Whether there was one.</returns>
    bool Next(int place, ReadOnlySpan<float> previous, Span<float> row);

    /// <summary>Takes the outputs of a row; rows come in the order they were composed in.</summary>
    /// <param name="place">The row's place, as <see cref="Next"/> had it.</param>
    /// <param name="outputs">The outputs, k.</param>
    void Take(int place, ReadOnlySpan<float> outputs);
}
