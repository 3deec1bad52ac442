using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CteFast.Explain.Models.Trees;

/// <summary>
/// The shallow trees of an ensemble, filled up to full binary trees, for many rows at a time: every split is compared for every row, and the leaf's
/// value moves up through the selections. No branches, no gathers, and the splits' order does not depend on the rows.
/// </summary>
/// <remarks>
/// That is 2^depth comparisons in place of depth steps, but sixteen to an instruction, where a step waits for the one before it: up to
/// <see cref="MostLevels"/> levels it is faster.
/// </remarks>
internal sealed unsafe class FullTrees
{
    /// <summary>The rows of a block.</summary>
    public const int BlockRows = 64;

    /// <summary>The levels of splits up to which trees are filled up.</summary>
    public const int MostLevels = 8;

    /// <summary>The memory for values that <see cref="Leaves"/> needs.</summary>
    public const int ValueCount = BlockRows << (MostLevels - UnitLevels);

    private const int UnitLevels = 3;                  // the lowest splits are taken by units of seven, in registers
    private const int UnitLeaves = 1 << UnitLevels;
    private const int UnitSplits = UnitLeaves - 1;

    private readonly Split[] _splits;
    private readonly float[] _leaves;
    private readonly Tree[] _trees;

    public FullTrees(TreeEnsemble model, SplitColumns columns)
    {
        var splits = new List<Split>();
        var leaves = new List<float>();
        _trees = new Tree[model.TreeCount];
        for (int tree = 0; tree < _trees.Length; tree++)
        {
            int levels = Math.Max(UnitLevels, model.Depths[tree]);
            if (levels > MostLevels) continue;      // walked
            _trees[tree] = new Tree(splits.Count, leaves.Count, levels);
            int[] nodes = Fill(model, model.Roots[tree], levels);
            for (int unit = 0; unit < 1 << (levels - UnitLevels); unit++)
            {
                for (int at = 0; at < UnitSplits; at++) splits.Add(SplitAt(model, columns, nodes[HeapIndex(levels - UnitLevels, unit, at)]));
            }

            for (int level = levels - UnitLevels - 1; level >= 0; level--)
            {
                for (int at = 0; at < 1 << level; at++) splits.Add(SplitAt(model, columns, nodes[(1 << level) - 1 + at]));
            }

            for (int leaf = 0; leaf < 1 << levels; leaf++)
            {
                int node = nodes[(1 << levels) - 1 + leaf];
                leaves.Add(model.SumsInSingle ? (float)model.LeafValues[node] : BitConverter.Int32BitsToSingle(node));
            }
        }

        _splits = [.. splits];
        _leaves = [.. leaves];
    }

    /// <summary>Whether a tree is here, or too deep.</summary>
    public bool Has(int tree) => _trees[tree].Levels > 0;

    /// <summary>Finds the leaves of a block of rows in a tree.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="columns">The block's columns, <see cref="BlockRows"/> apart, aligned.</param>
    /// <param name="count">The number of rows; those up to a multiple of 32 are computed, too.</param>
    /// <param name="values">Receives the leaves' values, or their nodes as integers where the ensemble sums in double precision; aligned, <see cref="ValueCount"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Leaves(int tree, float* columns, int count, float* values)
    {
        Tree at = _trees[tree];
        fixed (Split* splits = &_splits[at.FirstSplit])
        fixed (float* leaves = &_leaves[at.FirstLeaf])
        {
            Split* split = splits;
            int units = 1 << (at.Levels - UnitLevels);
            for (int unit = 0; unit < units; unit++, split += UnitSplits)
            {
                for (int i = 0; i < count; i += Lanes.Count) Unit(split, leaves + unit * UnitLeaves, columns + i).Store(values + unit * BlockRows + i);
            }

            for (units >>= 1; units > 0; units >>= 1)
            {
                for (int unit = 0; unit < units; unit++, split++)
                {
                    for (int i = 0; i < count; i += Lanes.Count)
                    {
                        float* pair = values + 2 * unit * BlockRows + i;
                        Lanes.Select(split, columns + i, Lanes.Load(pair), Lanes.Load(pair + BlockRows)).Store(values + unit * BlockRows + i);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes Unit(Split* splits, float* leaves, float* columns) =>
        Lanes.Select(splits, columns,
            Lanes.Select(splits + 1, columns, Lowest(splits + 3, columns, leaves), Lowest(splits + 4, columns, leaves + 2)),
            Lanes.Select(splits + 2, columns, Lowest(splits + 5, columns, leaves + 4), Lowest(splits + 6, columns, leaves + 6)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes Lowest(Split* split, float* columns, float* leaves) =>
        Lanes.Select(split, columns, Lanes.Of(leaves[0]), Lanes.Of(leaves[1]));

    // The nodes of the full tree in heap order; below a leaf there is the leaf again.
    private static int[] Fill(TreeEnsemble model, int root, int levels)
    {
        var nodes = new int[(2 << levels) - 1];
        nodes[0] = root;
        for (int i = 0; i < (1 << levels) - 1; i++)
        {
            TreeNode node = model.Nodes[nodes[i]];
            (nodes[2 * i + 1], nodes[2 * i + 2]) = node.IsLeaf ? (nodes[i], nodes[i]) : (node.Left, node.Right);
        }

        return nodes;
    }

    private static int HeapIndex(int level, int unit, int at)
    {
        int below = at < 1 ? 0 : at < 3 ? 1 : 2;
        return (1 << (level + below)) - 1 + (unit << below) + at - ((1 << below) - 1);
    }

    private static Split SplitAt(TreeEnsemble model, SplitColumns columns, int node) =>
        model.Nodes[node].IsLeaf ? new Split(0, 0) : new Split(columns.Column(node) * BlockRows, columns.Threshold(node));

    /// <summary>Two vectors of rows, for which a split is fetched once.</summary>
    private readonly struct Lanes(Vector512<float> low, Vector512<float> high)
    {
        public const int Count = 32;

        private const int Width = 16;

        private readonly Vector512<float> _low = low, _high = high;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Lanes Of(float value)
        {
            Vector512<float> all = Vector512.Create(value);
            return new Lanes(all, all);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Lanes Load(float* source) => new(Vector512.LoadAligned(source), Vector512.LoadAligned(source + Width));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Lanes Select(Split* split, float* columns, Lanes left, Lanes right)
        {
            float* column = columns + split->Offset;
            Vector512<float> threshold = Vector512.Create(split->Threshold);
            return new Lanes(
                Vector512.ConditionalSelect(Vector512.LessThan(Vector512.LoadAligned(column), threshold), left._low, right._low),
                Vector512.ConditionalSelect(Vector512.LessThan(Vector512.LoadAligned(column + Width), threshold), left._high, right._high));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store(float* target)
        {
            _low.StoreAligned(target);
            _high.StoreAligned(target + Width);
        }
    }

    private readonly record struct Split(int Offset, float Threshold);

    private readonly record struct Tree(int FirstSplit, int FirstLeaf, int Levels);
}
