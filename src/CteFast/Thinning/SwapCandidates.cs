using System.Runtime.CompilerServices;
using CteFast.Data;

namespace CteFast.Thinning;

/// <summary>The points that may enter a coreset.</summary>
/// <param name="Points">The points.</param>
/// <param name="Statistic">Their swap statistic, infinite for points that may not enter and for lanes without a point.</param>
/// <param name="Rule">What becomes of a point that enters.</param>
internal readonly record struct SwapCandidates<T>(PointBlocks<T> Points, AlignedBuffer<T> Statistic, SwapRule Rule)
    where T : unmanaged
{
    // A chunk's statistic stays in the cache from one search to the next.
    public const int ChunkPoints = 4096;

    /// <summary>The chunks from which on threads are worth their start.</summary>
    public const int ParallelChunks = 8;

    public int FeatureCount => Points.FeatureCount;

    public int Padded => Points.Padded;

    public int Chunks => (Padded + ChunkPoints - 1) / ChunkPoints;

    public int Length(int chunk) => Math.Min(ChunkPoints, Padded - chunk * ChunkPoints);

    public ref T Point(int place) => ref Points.Point(place);

    public ref T Value(int place) => ref Unsafe.Add(ref Statistic.Reference, place);
}

/// <summary>What becomes of a candidate that enters the coreset.</summary>
internal enum SwapRule
{
    /// <summary>It stays a candidate.</summary>
    Stay,

    /// <summary>It cannot enter again before it has left.</summary>
    Once,

    /// <summary>Candidates and coreset are all points: the one that enters leaves its place to the one that leaves.</summary>
    Complement,
}
