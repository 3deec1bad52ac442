using CteFast.Thinning;

namespace CteFast.Compression;

/// <summary>How the rows of a coreset are chosen, before refinement.</summary>
public enum CompressionMethod
{
    /// <summary>KT-Compress++, near-linear in n; see <see cref="CoresetCompressor{TKernel, T}"/>.</summary>
    CompressPlusPlus,

    /// <summary>
    /// Kernel thinning of c·2^k rows, evenly spaced, in k = ⌊log2(n/c)⌋ rounds: <see cref="KernelThinning{TKernel, T}"/>. About n² kernel
    /// values, so of no more than 65,536 rows.
    /// </summary>
    KernelThinning,

    /// <summary>Kernel herding, row after row, none twice: <see cref="KernelHerding{TKernel, T}"/>. n·c kernel values and the kernel mean; uses no seed.</summary>
    Herding,

    /// <summary>Rows at even distances, the last one among them; uses no seed.</summary>
    StandardThinning,

    /// <summary>A uniform sample without replacement.</summary>
    Uniform,
}
