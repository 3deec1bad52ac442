using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CteFast.Explain.Trees.Planning;

namespace CteFast.Explain.Trees.Tables;

/// <summary>
/// The loops over a block of rows, for one tree at a time, in 512-bit vectors. Lanes are never summed, so that all machines give the same bits. All
/// memory is on 64-byte boundaries; rows between the count and the next multiple of 16 are computed but not used.
/// </summary>
internal static unsafe class PatternLoops
{
    /// <summary>The rows of a block, whose conditions stay in the first-level cache.</summary>
    public const int BlockRows = 64;

    private const int Width = 16;

    /// <summary>Evaluates a tree's conditions, each a block of masks: all bits where it holds, none where not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Evaluate(TreePlan plan, float* columns, nint stride, int count, int* masks)
    {
        int* target = masks;
        foreach (Comparison comparison in plan.Comparisons)
        {
            float* column = columns + comparison.Column * stride;
            Vector512<float> threshold = Vector512.Create(comparison.Threshold);
            for (int i = 0; i < count; i += Width) Vector512.LessThan(Vector512.LoadAligned(column + i), threshold).AsInt32().StoreAligned(target + i);
            target += BlockRows;
        }

        foreach (Conjunction both in plan.Conjunctions)
        {
            int* first = masks + (nint)both.First * BlockRows, second = masks + (nint)both.Second * BlockRows;
            Vector512<int> firstFlip = Vector512.Create(both.FirstFlip), secondFlip = Vector512.Create(both.SecondFlip);
            for (int i = 0; i < count; i += Width)
                ((Vector512.LoadAligned(first + i) ^ firstFlip) & (Vector512.LoadAligned(second + i) ^ secondFlip)).StoreAligned(target + i);
            target += BlockRows;
        }
    }

    /// <summary>Gathers the bits of a table's conditions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Patterns(int[] conditions, int count, int* masks, int* patterns)
    {
        Vector512<int> bit = Vector512<int>.One, pattern0 = default;
        if (count <= Width)
        {
            foreach (int condition in conditions)
            {
                pattern0 |= Vector512.LoadAligned(masks + (nint)condition * BlockRows) & bit;
                bit += bit;
            }

            pattern0.StoreAligned(patterns);
            return;
        }

        Vector512<int> pattern1 = default, pattern2 = default, pattern3 = default;
        foreach (int condition in conditions)
        {
            int* mask = masks + (nint)condition * BlockRows;
            pattern0 |= Vector512.LoadAligned(mask) & bit;
            pattern1 |= Vector512.LoadAligned(mask + Width) & bit;
            pattern2 |= Vector512.LoadAligned(mask + 2 * Width) & bit;
            pattern3 |= Vector512.LoadAligned(mask + 3 * Width) & bit;
            bit += bit;
        }

        pattern0.StoreAligned(patterns);
        pattern1.StoreAligned(patterns + Width);
        pattern2.StoreAligned(patterns + 2 * Width);
        pattern3.StoreAligned(patterns + 3 * Width);
    }

    /// <summary>Adds the rows' weights, or 1 for each row, to the weights of their patterns.</summary>
    public static void Count(int* patterns, int count, double* weights, double* sums)
    {
        if (weights is null)
        {
            for (int i = 0; i < count; i++) sums[patterns[i]]++;
            return;
        }

        for (int i = 0; i < count; i++) sums[patterns[i]] += weights[i];
    }

    /// <summary>Adds a segment of the rows' entries of a table to a segment of sums.</summary>
    /// <param name="patterns">The rows' patterns.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="table">The first entry's segment.</param>
    /// <param name="entry">The values of an entry.</param>
    /// <param name="sums">The rows' sums, eight a row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(int* patterns, int count, double* table, nint entry, double* sums)
    {
        for (int i = 0; i < count; i++, sums += TreePlan.SegmentSize)
            (Vector512.LoadAligned(sums) + Vector512.LoadAligned(table + patterns[i] * entry)).StoreAligned(sums);
    }
}
