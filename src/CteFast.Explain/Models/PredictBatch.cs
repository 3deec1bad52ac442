namespace CteFast.Explain.Models;

/// <summary>Predicts a batch of rows.</summary>
/// <param name="rows">Row-major features, rows x d.</param>
/// <param name="outputs">Row-major outputs, rows x k; every one must be written.</param>
public delegate void PredictBatch(ReadOnlySpan<float> rows, Span<float> outputs);
