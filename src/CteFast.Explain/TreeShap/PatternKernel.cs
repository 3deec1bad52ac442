using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CteFast.Explain.TreeShap;

/// <summary>
/// The loops over a block of rows, for one tree at a time, in 512-bit vectors without sums across lanes: the same bits everywhere. All
/// memory is on 64-byte boundaries; rows beyond the count up to a multiple of 16 are computed and not used.
/// </summary>
internal static unsafe class PatternKernel
{
    /// <summary>The rows of a block, whose conditions stay in the first-level cache.</summary>
    public const int BlockRows = 64;

    private const int Width = 16;

    /// <summary>Evaluates conditions, each a block of masks: all bits where it holds, none where not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Evaluate(Condition[] conditions, float* columns, nint stride, int count, int* masks)
    {
        for (int c = 0; c < conditions.Length; c++)
        {
            Condition condition = conditions[c];
            int* target = masks + (nint)c * BlockRows, first = masks + (nint)condition.First * BlockRows, second = masks + (nint)condition.Second * BlockRows;
            switch (condition.Kind)
            {
                case ConditionKind.Less:
                    Vector512<float> threshold = Vector512.Create(condition.Threshold);
                    float* column = columns + condition.First * stride;
                    for (int i = 0; i < count; i += Width) Vector512.LessThan(Vector512.LoadAligned(column + i), threshold).AsInt32().StoreAligned(target + i);
                    break;
                case ConditionKind.Both:
                    for (int i = 0; i < count; i += Width) (Vector512.LoadAligned(first + i) & Vector512.LoadAligned(second + i)).StoreAligned(target + i);
                    break;
                case ConditionKind.Without:
                    for (int i = 0; i < count; i += Width) Vector512.AndNot(Vector512.LoadAligned(first + i), Vector512.LoadAligned(second + i)).StoreAligned(target + i);
                    break;
                default:
                    for (int i = 0; i < count; i += Width) (Vector512.LoadAligned(first + i) | Vector512.LoadAligned(second + i)).StoreAligned(target + i);
                    break;
            }
        }
    }

    /// <summary>Gathers the bits of a table's conditions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Patterns(int[] conditions, int count, int* masks, int* patterns)
    {
        for (int i = 0; i < count; i += Width)
        {
            Vector512<int> pattern = default, bit = Vector512<int>.One;
            foreach (int condition in conditions)
            {
                pattern |= Vector512.LoadAligned(masks + (nint)condition * BlockRows + i) & bit;
                bit += bit;
            }

            pattern.StoreAligned(patterns + i);
        }
    }

    /// <summary>Adds the rows' weights, or ones, to their patterns'.</summary>
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
