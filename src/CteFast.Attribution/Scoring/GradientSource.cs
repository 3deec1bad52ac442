using System.Numerics;
using CteFast.Attribution.Models;

namespace CteFast.Attribution.Scoring;

/// <summary>The factored loss gradients of training rows at any parameters: computed when asked for.</summary>
internal class GradientSource<T>(DenseNetwork network, LabelledData<T> data, int threads)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private NetworkPass<T>? _pass;

    /// <summary>The factors of consecutive rows, which stay until the next call.</summary>
    public virtual GradientBlock<T> Load(ReadOnlyMemory<T> parameters, int start, int count)
    {
        _pass ??= new NetworkPass<T>(network, Math.Min(data.Count, ScoringLoop<T>.BlockRows), threads);
        _pass.Run(parameters.Span, data, start, count, Measurement.Loss);
        return _pass.Block;
    }
}
