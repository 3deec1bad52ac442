using CteFast.Data;

namespace CteFast.Compression;

/// <summary>Ranks in place of numbers: the scale that one row, however far out, cannot stretch.</summary>
internal static class SampleRanks
{
    // Three passes for 32 bits, whose counts stay in the first-level cache.
    private const int DigitBits = 11;

    /// <summary>
    /// Replaces every number by its rank, 0 to n − 1, among the values of its feature that are present; equal values have the mean of their ranks. Codes of
    /// categories and missing values stay.
    /// </summary>
    /// <param name="rows">Row-major rows, n x d; NaN is a missing value.</param>
    /// <param name="kinds">What each of the d features is.</param>
    /// <param name="threads">The most threads to use.</param>
    /// <param name="progress">Receives the fraction of the features done.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static void Replace(float[] rows, FeatureKind[] kinds, int threads, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        StepProgress? steps = StepProgress.Of(progress, kinds.Length);
        int workers = Math.Min(threads, kinds.Length);
        Threads.For(workers, threads, worker =>
        {
            ulong[] order = new ulong[rows.Length / kinds.Length], scratch = new ulong[order.Length];
            for (int j = worker; j < kinds.Length; j += workers)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (kinds[j] is FeatureKind.Numeric or FeatureKind.Ordered) Replace(rows, kinds.Length, j, order, scratch);
                steps?.Add();
            }
        });
    }

    private static void Replace(float[] rows, int featureCount, int feature, ulong[] order, ulong[] scratch)
    {
        int count = 0;
        for (int i = 0; i < order.Length; i++)
        {
            float value = rows[i * featureCount + feature];
            if (!float.IsNaN(value)) order[count++] = (ulong)Ascending(value) << 32 | (uint)i;
        }

        for (int shift = 32; shift < 64; shift += DigitBits)
        {
            SortByDigit(order.AsSpan(0, count), scratch, shift);
            (order, scratch) = (scratch, order);
        }

        for (int start = 0, end; start < count; start = end)
        {
            end = start + 1;
            while (end < count && order[end] >> 32 == order[start] >> 32) end++;
            float rank = (float)((start + end - 1) / 2.0);
            for (int i = start; i < end; i++) rows[(int)(uint)order[i] * featureCount + feature] = rank;
        }
    }

    /// <summary>A pass of the radix sort: by one digit, those equal in it in the order they came in.</summary>
    private static void SortByDigit(ReadOnlySpan<ulong> values, Span<ulong> sorted, int shift)
    {
        const ulong Mask = (1 << DigitBits) - 1;
        Span<int> places = stackalloc int[1 << DigitBits];
        places.Clear();
        foreach (ulong value in values) places[(int)(value >> shift & Mask)]++;
        int next = 0;
        foreach (ref int place in places) (place, next) = (next, next + place);
        foreach (ulong value in values) sorted[places[(int)(value >> shift & Mask)]++] = value;
    }

    /// <summary>A number that is in the order of the values, equal where they are.</summary>
    private static uint Ascending(float value)
    {
        // −0 becomes 0, its equal.
        uint bits = BitConverter.SingleToUInt32Bits(value + 0f);
        return (bits & 0x8000_0000) == 0 ? bits | 0x8000_0000 : ~bits;
    }
}
