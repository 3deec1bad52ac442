using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CteFast.Explain.Models.Trees;

public sealed partial class TreeEnsemble
{
    private const int Lanes = 8;         // rows that walk a tree together, to hide the latency of a step
    private const int CheckedLevels = 8; // in deeper trees, look every so many levels whether all lanes have arrived
    private const int FewRows = 4;       // so many walk every tree sooner than they are turned into columns

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The spans do not fit the model: rows x d in, rows x k out.</exception>
    public void Predict(ReadOnlySpan<float> rows, Span<float> outputs)
    {
        int n = ModelBatch.RowCount(this, rows, outputs);
        Workspace workspace = _workspaces.Rent();
        for (int start = 0; start < n; start += FullTrees.BlockRows)
        {
            int count = Math.Min(FullTrees.BlockRows, n - start);
            ReadOnlySpan<float> block = rows.Slice(start * FeatureCount, count * FeatureCount);
            Span<float> margins = outputs.Slice(start * OutputCount, count * OutputCount);
            if (HasLinearLeaves && SumsInSingle)
                PredictLinear<float>(block, margins);
            else if (HasLinearLeaves)
                PredictLinear<double>(block, margins);
            else if (SumsInSingle)
                PredictBlock(block, count, workspace, workspace.SingleSums, margins);
            else
                PredictBlock(block, count, workspace, workspace.DoubleSums, margins);
        }

        _workspaces.Return(workspace);
        if (Output == TreeEnsembleOutput.Transformed)
            Link.Apply(outputs, OutputCount, (float)_options.LinkScale);
    }

    // Sums stand output by output, a block of rows for each; every row's are summed tree by tree in order.
    private void PredictBlock<TSum>(ReadOnlySpan<float> rows, int count, Workspace workspace, AlignedBuffer<TSum> buffer, Span<float> margins)
        where TSum : unmanaged, INumberBase<TSum>
    {
        Span<TSum> sums = buffer.Ensure(OutputCount * FullTrees.BlockRows);
        for (int output = 0; output < OutputCount; output++)
            sums.Slice(output * FullTrees.BlockRows, count).Fill(TSum.CreateTruncating(_baseMargins[output]));

        bool inColumns = count > FewRows;
        if (inColumns)
            _columns.Fill(rows, workspace.Columns.Ensure(_columns.Count * FullTrees.BlockRows), FullTrees.BlockRows);
        if (_specials.Length > 0)
            AddTrees<StepOfAnyKind, TSum>(rows, count, inColumns, workspace, sums);
        else if (HasMissing(rows))
            AddTrees<StepOrDefault, TSum>(rows, count, inColumns, workspace, sums);
        else
            AddTrees<Step, TSum>(rows, count, inColumns, workspace, sums);

        for (int output = 0; output < OutputCount; output++)
        {
            ReadOnlySpan<TSum> source = sums.Slice(output * FullTrees.BlockRows, count);
            for (int i = 0; i < source.Length; i++)
                margins[i * OutputCount + output] = float.CreateTruncating(source[i]);
        }
    }

    private static bool HasMissing(ReadOnlySpan<float> values)
    {
        bool missing = false;
        foreach (float value in values)
            missing |= float.IsNaN(value);
        return missing;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void AddTrees<TStep, TSum>(ReadOnlySpan<float> rows, int count, bool inColumns, Workspace workspace, Span<TSum> sums)
        where TStep : IStep
        where TSum : unmanaged, INumberBase<TSum>
    {
        long d = FeatureCount;
        fixed (TreeNode* nodes = _nodes)
        fixed (NodeTraits* traits = _traits)
        fixed (double* leaves = _leafValues)
        fixed (SpecialSplit* specials = _specials)
        fixed (uint* words = _categoryWords)
        fixed (float* x = rows, columns = &workspace.Columns.Reference, values = &workspace.Values.Reference)
        fixed (TSum* y = sums)
        {
            var trees = new Trees(nodes, traits, specials, words, leaves);
            for (int t = 0; t < _roots.Length; t++)
            {
                TSum* sum = y + _outputs[t] * FullTrees.BlockRows;
                if (inColumns && _fullTrees.Has(t))
                {
                    _fullTrees.Leaves(t, columns, count, values);
                    AddLeaves(leaves, values, count, sum);
                    continue;
                }

                int row = 0;
                for (; row + Lanes <= count; row += Lanes)
                    AddLanes<TStep, TSum>(trees, _roots[t], _depths[t], x + row * d, d, sum + row);
                for (; row < count; row++)
                    AddRow<TStep, TSum>(trees, _roots[t], x + row * d, sum + row);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void AddLeaves<TSum>(double* leaves, float* values, int count, TSum* sums)
        where TSum : unmanaged, INumberBase<TSum>
    {
        if (typeof(TSum) == typeof(float))
        {
            // Beyond the rows there is memory up to the block's end.
            for (int i = 0; i < count; i += Vector512<float>.Count)
                (Vector512.Load((float*)sums + i) + Vector512.LoadAligned(values + i)).Store((float*)sums + i);
            return;
        }

        for (int i = 0; i < count; i++)
            sums[i] += TSum.CreateTruncating(leaves[((int*)values)[i]]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void AddLanes<TStep, TSum>(Trees trees, int root, int depth, float* x, long d, TSum* sum)
        where TStep : IStep
        where TSum : unmanaged, INumberBase<TSum>
    {
        TreeNode* nodes = trees.Nodes;
        int c0 = root, c1 = root, c2 = root, c3 = root, c4 = root, c5 = root, c6 = root, c7 = root;
        for (int left = depth; left > 0; left -= CheckedLevels)
        {
            for (int level = Math.Min(left, CheckedLevels); level > 0; level--)
            {
                c0 = TStep.Next(trees, c0, x);
                c1 = TStep.Next(trees, c1, x + d);
                c2 = TStep.Next(trees, c2, x + 2 * d);
                c3 = TStep.Next(trees, c3, x + 3 * d);
                c4 = TStep.Next(trees, c4, x + 4 * d);
                c5 = TStep.Next(trees, c5, x + 5 * d);
                c6 = TStep.Next(trees, c6, x + 6 * d);
                c7 = TStep.Next(trees, c7, x + 7 * d);
            }

            if (left > CheckedLevels && nodes[c0].Left == c0 && nodes[c1].Left == c1 && nodes[c2].Left == c2 && nodes[c3].Left == c3
                && nodes[c4].Left == c4 && nodes[c5].Left == c5 && nodes[c6].Left == c6 && nodes[c7].Left == c7)
            {
                break;
            }
        }

        sum[0] += trees.Leaf<TSum>(c0);
        sum[1] += trees.Leaf<TSum>(c1);
        sum[2] += trees.Leaf<TSum>(c2);
        sum[3] += trees.Leaf<TSum>(c3);
        sum[4] += trees.Leaf<TSum>(c4);
        sum[5] += trees.Leaf<TSum>(c5);
        sum[6] += trees.Leaf<TSum>(c6);
        sum[7] += trees.Leaf<TSum>(c7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void AddRow<TStep, TSum>(Trees trees, int root, float* x, TSum* sum)
        where TStep : IStep
        where TSum : unmanaged, INumberBase<TSum>
    {
        int c = root;
        while (trees.Nodes[c].Left != c)
            c = TStep.Next(trees, c, x);
        *sum += trees.Leaf<TSum>(c);
    }

    /// <summary>One thread's memory for a block of rows.</summary>
    private sealed class Workspace
    {
        public AlignedBuffer<float> Columns { get; } = new(FullTrees.BlockRows);

        public AlignedBuffer<float> Values { get; } = new(FullTrees.ValueCount);

        public AlignedBuffer<float> SingleSums { get; } = new();

        public AlignedBuffer<double> DoubleSums { get; } = new();
    }

    /// <summary>The pinned arrays of the ensemble.</summary>
    private readonly unsafe struct Trees(TreeNode* nodes, NodeTraits* traits, SpecialSplit* specials, uint* words, double* leaves)
    {
        public readonly TreeNode* Nodes = nodes;
        public readonly NodeTraits* Traits = traits;
        public readonly SpecialSplit* Specials = specials;
        public readonly uint* Words = words;
        private readonly double* _leaves = leaves;

        /// <summary>A leaf's value in the precision of the sum.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSum Leaf<TSum>(int node)
            where TSum : unmanaged, INumberBase<TSum> =>
            typeof(TSum) == typeof(float) ? TSum.CreateTruncating(Nodes[node].Value) : TSum.CreateTruncating(_leaves[node]);
    }

    private unsafe interface IStep
    {
        static abstract int Next(Trees trees, int node, float* x);
    }

    /// <summary>A step where no value is missing and no split special.</summary>
    private readonly unsafe struct Step : IStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int Next(Trees trees, int node, float* x)
        {
            TreeNode* at = trees.Nodes + node;
            return at->Left + (x[at->Feature] >= at->Threshold ? 1 : 0);
        }
    }

    /// <summary>A step that sends NaN the node's default way.</summary>
    private readonly unsafe struct StepOrDefault : IStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int Next(Trees trees, int node, float* x)
        {
            TreeNode* at = trees.Nodes + node;
            float value = x[at->Feature];
            return at->Left + ((value >= at->Threshold ? 1 : 0) | ((float.IsNaN(value) ? 1 : 0) & (int)trees.Traits[node]));
        }
    }

    /// <summary>A step at a split of any kind.</summary>
    private readonly unsafe struct StepOfAnyKind : IStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int Next(Trees trees, int node, float* x)
        {
            if ((trees.Traits[node] & NodeTraits.Special) == 0)
                return StepOrDefault.Next(trees, node, x);
            TreeNode* at = trees.Nodes + node;
            float value = x[at->Feature];
            if (float.IsNaN(value))
                return at->Left + (int)(trees.Traits[node] & NodeTraits.MissingRight);
            SpecialSplit* special = trees.Specials + at->Special;
            bool left = special->GoesLeft(value, at->Threshold, new ReadOnlySpan<uint>(trees.Words, special->FirstWord + special->WordCount));
            return at->Left + (left ? 0 : 1);
        }
    }
}
