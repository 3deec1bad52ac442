using System.Numerics;
using CteFast.Attribution.Models;

namespace CteFast.Attribution.Scoring;

/// <summary>The loss gradients of training rows as factors, at any parameters; computed when they are loaded. Not for several threads at once.</summary>
internal class GradientSource<T>(DenseNetwork network, LabelledData<T> data, int threads)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private NetworkPass<T>? _pass;

    /// <summary>The gradients of consecutive rows; the block stays valid until the next call.</summary>
    public virtual GradientBlock<T> Load(ReadOnlyMemory<T> parameters, int start, int count)
    {
        _pass ??= new NetworkPass<T>(network, Math.Min(data.Count, ScoringLoop<T>.BlockRows), threads);
        _pass.Run(parameters.Span, data, start, count, Measurement.Loss);
        return _pass.Block;
    }
}
