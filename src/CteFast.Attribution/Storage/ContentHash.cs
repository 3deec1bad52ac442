using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CteFast.Attribution.Models;

namespace CteFast.Attribution.Storage;

/// <summary>The SHA-256 of networks, rows and numbers. A stored file carries it to be recognised as belonging to them.</summary>
internal sealed class ContentHash : IDisposable
{
    public const int Length = 32;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Add<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        // In pieces: a span of bytes has a length of 31 bits.
        const int Piece = 1 << 24;
        for (int start = 0; start < values.Length; start += Piece) _hash.AppendData(MemoryMarshal.AsBytes(values.Slice(start, Math.Min(Piece, values.Length - start))));
    }

    public void Add(DenseNetwork network)
    {
        Add<int>([(int)network.Activation, (int)network.Loss, network.Layers.Length]);
        foreach (LayerShape layer in network.Layers) Add<int>([layer.Inputs, layer.Outputs]);
    }

    public void Add<T>(LabelledData<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Add<int>([data.Count, data.FeatureCount, data.TargetCount]);
        Add(data.Features);
        Add(data.Targets);
    }

    public byte[] Finish() => _hash.GetHashAndReset();

    public void Dispose() => _hash.Dispose();
}
