using CteFast.Explain.Models.Trees;

namespace CteFast.Studies.Trees;

/// <summary>The loop that anybody would write first: row by row, tree by tree, node by node.</summary>
internal static class PlainLoop
{
    public static void Predict(TreeEnsemble model, ReadOnlySpan<float> rows, Span<float> outputs)
    {
        int d = model.FeatureCount, k = model.OutputCount;
        ReadOnlySpan<TreeNode> nodes = model.Nodes;
        for (int row = 0; row < rows.Length / d; row++)
        {
            ReadOnlySpan<float> x = rows.Slice(row * d, d);
            Span<float> margins = outputs.Slice(row * k, k);
            for (int output = 0; output < k; output++) margins[output] = (float)model.BaseMargins[output];
            for (int tree = 0; tree < model.TreeCount; tree++)
            {
                TreeNode node = nodes[model.Roots[tree]];
                while (!node.IsLeaf) node = nodes[x[node.Feature] < node.Threshold ? node.Left : node.Right];
                margins[model.TreeOutputs[tree]] += node.Value;
            }
        }
    }
}
