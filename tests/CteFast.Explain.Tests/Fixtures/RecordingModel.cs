using CteFast.Explain.Models;

namespace CteFast.Explain.Tests.Fixtures;

/// <summary>Counts what a model is asked for, and lets a test step in before each call.</summary>
internal sealed class RecordingModel(IModel inner) : IModel
{
    private long _rows;

    public int FeatureCount => inner.FeatureCount;

    public int OutputCount => inner.OutputCount;

    public long Rows => _rows;

    public int Calls { get; private set; }

    public int LargestBatch { get; private set; }

    public Action? BeforeCall { get; set; }

    /// <summary>Stands between the model and the caller's span.</summary>
    public Action<float[]>? Spoil { get; set; }

    /// <summary>How many of the outputs are written; all unless set.</summary>
    public int? Written { get; set; }

    public void Predict(ReadOnlySpan<float> rows, Span<float> outputs)
    {
        BeforeCall?.Invoke();
        Calls++;
        int count = rows.Length / FeatureCount;
        Interlocked.Add(ref _rows, count);
        LargestBatch = Math.Max(LargestBatch, count);
        float[] made = new float[outputs.Length];
        inner.Predict(rows, made);
        Spoil?.Invoke(made);
        made.AsSpan(0, Math.Min(Written ?? made.Length, made.Length)).CopyTo(outputs);
    }
}
