using System.Runtime.CompilerServices;

namespace CteFast.Explain.Models.Trees;

public sealed partial class TreeEnsemble
{
    private const int BlockRows = 64;   // rows that stay in the first-level cache while every tree passes over them
    private const int Lanes = 8;        // rows that walk a tree together, to hide the latency of a step
    private const int CheckedLevels = 8; // in deeper trees, look every so many levels whether all lanes have arrived

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The spans do not fit the model: rows x d in, rows x k out.</exception>
    public void Predict(ReadOnlySpan<float> rows, Span<float> outputs)
    {
        int n = ModelBatch.RowCount(this, rows, outputs);
        for (int start = 0; start < n; start += BlockRows)
        {
            int count = Math.Min(BlockRows, n - start);
            ReadOnlySpan<float> block = rows.Slice(start * FeatureCount, count * FeatureCount);
            Span<float> margins = outputs.Slice(start * OutputCount, count * OutputCount);
            for (int i = 0; i < margins.Length; i += OutputCount)
                _baseMargins.CopyTo(margins[i..]);
            if (HasMissing(block))
                AddTrees<StepOrDefault>(block, count, margins);
            else
                AddTrees<Step>(block, count, margins);
        }

        if (Output == TreeEnsembleOutput.Transformed)
            Transform(outputs);
    }

    private static bool HasMissing(ReadOnlySpan<float> values)
    {
        bool missing = false;
        foreach (float value in values)
            missing |= float.IsNaN(value);
        return missing;
    }

    private void Transform(Span<float> outputs)
    {
        switch (Link)
        {
            case TreeEnsembleLink.Logistic:
                foreach (ref float output in outputs)
                    output = Activations.Sigmoid(output);
                break;
            case TreeEnsembleLink.Exponential:
                foreach (ref float output in outputs)
                    output = MathF.Exp(output);
                break;
            case TreeEnsembleLink.Softmax:
                for (int i = 0; i < outputs.Length; i += OutputCount)
                    Activations.Softmax(outputs.Slice(i, OutputCount));
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void AddTrees<TStep>(ReadOnlySpan<float> rows, int count, Span<float> margins)
        where TStep : IStep
    {
        int d = FeatureCount, k = OutputCount;
        fixed (TreeNode* nodes = _nodes)
        fixed (byte* missingRight = _missingRight)
        fixed (float* x = rows)
        fixed (float* y = margins)
        {
            for (int t = 0; t < _roots.Length; t++)
            {
                float* sum = y + _outputs[t];
                int i = 0;
                for (; i + Lanes <= count; i += Lanes)
                    AddLanes<TStep>(nodes, missingRight, _roots[t], _depths[t], x + (long)i * d, d, sum + (long)i * k, k);
                for (; i < count; i++)
                    AddRow<TStep>(nodes, missingRight, _roots[t], x + (long)i * d, sum + (long)i * k);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void AddLanes<TStep>(TreeNode* nodes, byte* right, int root, int depth, float* x, long d, float* sum, long k)
        where TStep : IStep
    {
        int c0 = root, c1 = root, c2 = root, c3 = root, c4 = root, c5 = root, c6 = root, c7 = root;
        for (int left = depth; left > 0; left -= CheckedLevels)
        {
            for (int level = Math.Min(left, CheckedLevels); level > 0; level--)
            {
                c0 = TStep.Next(nodes, right, c0, x);
                c1 = TStep.Next(nodes, right, c1, x + d);
                c2 = TStep.Next(nodes, right, c2, x + 2 * d);
                c3 = TStep.Next(nodes, right, c3, x + 3 * d);
                c4 = TStep.Next(nodes, right, c4, x + 4 * d);
                c5 = TStep.Next(nodes, right, c5, x + 5 * d);
                c6 = TStep.Next(nodes, right, c6, x + 6 * d);
                c7 = TStep.Next(nodes, right, c7, x + 7 * d);
            }

            if (left > CheckedLevels && nodes[c0].Left == c0 && nodes[c1].Left == c1 && nodes[c2].Left == c2 && nodes[c3].Left == c3
                && nodes[c4].Left == c4 && nodes[c5].Left == c5 && nodes[c6].Left == c6 && nodes[c7].Left == c7)
            {
                break;
            }
        }

        sum[0] += nodes[c0].Value;
        sum[k] += nodes[c1].Value;
        sum[2 * k] += nodes[c2].Value;
        sum[3 * k] += nodes[c3].Value;
        sum[4 * k] += nodes[c4].Value;
        sum[5 * k] += nodes[c5].Value;
        sum[6 * k] += nodes[c6].Value;
        sum[7 * k] += nodes[c7].Value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void AddRow<TStep>(TreeNode* nodes, byte* right, int root, float* x, float* sum)
        where TStep : IStep
    {
        int c = root;
        while (nodes[c].Left != c)
            c = TStep.Next(nodes, right, c, x);
        *sum += nodes[c].Value;
    }

    private interface IStep
    {
        static abstract unsafe int Next(TreeNode* nodes, byte* missingRight, int node, float* x);
    }

    /// <summary>A step where no value is missing.</summary>
    private readonly struct Step : IStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static unsafe int Next(TreeNode* nodes, byte* missingRight, int node, float* x)
        {
            TreeNode* at = nodes + node;
            return at->Left + (x[at->Feature] >= at->Threshold ? 1 : 0);
        }
    }

    /// <summary>A step that sends NaN the node's default way.</summary>
    private readonly struct StepOrDefault : IStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static unsafe int Next(TreeNode* nodes, byte* missingRight, int node, float* x)
        {
            TreeNode* at = nodes + node;
            float value = x[at->Feature];
            return at->Left + ((value >= at->Threshold ? 1 : 0) | ((float.IsNaN(value) ? 1 : 0) & missingRight[node]));
        }
    }
}
