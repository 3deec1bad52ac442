namespace CteFast.Explain.Asking;

/// <summary>Composes the rows that a model predicts, and receives their outputs. At most one batch for each thread is composed before its outputs come.</summary>
internal interface IRowSource
{
    /// <summary>Composes the next row.</summary>
    /// <param name="place">Its place in the batch; <see cref="Take"/> gets the same place with the outputs.</param>
    /// <param name="previous">The row composed before it; undefined for the first.</param>
    /// <param name="row">Receives the row, d features.</param>
    /// <returns>Whether there was one.</returns>
    bool Next(int place, ReadOnlySpan<float> previous, Span<float> row);

    /// <summary>Receives the outputs of a row; rows come in the order in which they were composed.</summary>
    /// <param name="place">The row's place, as in <see cref="Next"/>.</param>
    /// <param name="outputs">The outputs, k.</param>
    void Take(int place, ReadOnlySpan<float> outputs);
}
