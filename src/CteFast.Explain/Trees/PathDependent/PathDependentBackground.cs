using CteFast.Explain.Trees.Planning;
using CteFast.Explain.Trees.Tables;

namespace CteFast.Explain.Trees.PathDependent;

/// <summary>
/// The background of path-dependent values. At each leaf, features meet its conditions independently of each other. A feature meets them with the
/// probability with which training data that came to its splits on the path went on towards the leaf.
/// </summary>
internal sealed class PathDependentBackground(TreePlan[] plans) : ILeafBackground
{
    public void Unmet(int tree, PatternTable table, PatternLeaf leaf, Span<double> unmet)
    {
        double[] shares = PathDependentPath.Of(plans[tree].Shape, leaf.Node).Shares;
        unmet[0] = 1;
        for (int i = 0; i < shares.Length; i++)
        {
            Span<double> meets = unmet[..(1 << i)], fails = unmet.Slice(1 << i, 1 << i);
            for (int set = 0; set < meets.Length; set++) (meets[set], fails[set]) = (meets[set] * shares[i], meets[set] * (1 - shares[i]));
        }
    }
}
