using CteFast.Cli.Shell;
using CteFast.Compression;
using CteFast.Kernels;

namespace CteFast.Cli.Commands;

/// <summary>How rows are to be chosen.</summary>
/// <param name="Family">The kernel's family.</param>
/// <param name="Kernel">The kernel's name.</param>
/// <param name="Bandwidth">The bandwidth; null for the default.</param>
/// <param name="Size">The rows to choose.</param>
/// <param name="Options">The parameters.</param>
internal sealed record CompressionRequest(KernelFamily Family, string Kernel, BandwidthRule? Bandwidth, int Size, CoresetOptions Options)
{
    /// <summary>Throws if there are fewer rows than are to be chosen.</summary>
    public void CheckSize(string name, long rowCount)
    {
        if (Size > rowCount)
            throw new InputException($"--size {Size}: {name} has {rowCount} rows; choose 1 to {rowCount}");
    }
}
