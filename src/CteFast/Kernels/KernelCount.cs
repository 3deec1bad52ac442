namespace CteFast.Kernels;

/// <summary>A number of kernel values, which threads add to without waiting for one another.</summary>
internal sealed class KernelCount
{
    // Each thread adds to one of several cache lines, chosen by the last bits of its number.
    private const int Lines = 16;
    private const int LineLength = 64 / sizeof(long);

    private readonly long[] _parts = new long[(Lines + 1) * LineLength];

    /// <summary>The number so far.</summary>
    public long Total => _parts.Sum();

    /// <summary>Adds to the number.</summary>
    public void Add(long values) => Interlocked.Add(ref _parts[(Environment.CurrentManagedThreadId % Lines + 1) * LineLength], values);
}
