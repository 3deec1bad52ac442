namespace CteFast.Explain.Asking;

/// <summary>Rows that are made one by one for the model, and what becomes of its outputs.</summary>
internal interface IComposition
{
    /// <summary>Writes a row, all d features.</summary>
    void Compose(int index, Span<float> row);

    /// <summary>Takes the outputs of a row, k; rows come in order.</summary>
    void Receive(int index, ReadOnlySpan<float> outputs);
}
