namespace CteFast.Explain.Models.Trees;

public sealed partial class TreeEnsemble
{
    /// <summary>The number of iterations of boosting, of <see cref="TreeEnsembleOptions.TreesPerIteration"/> trees each.</summary>
    public int IterationCount => TreeCount / TreesPerIteration;

    private int TreesPerIteration => _options.TreesPerIteration > 0 ? _options.TreesPerIteration : OutputCount;

    /// <summary>The ensemble of the first iterations alone: how far training had come by then. Of a forest, the average of its first trees.</summary>
    /// <param name="iterations">How many, from 0 to <see cref="IterationCount"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not as many.</exception>
    /// <exception cref="InvalidOperationException">The trees do not come in iterations, each adding to the same outputs in the same order.</exception>
    public TreeEnsemble Take(int iterations)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(iterations);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(iterations, IterationCount);
        int period = TreesPerIteration;
        if (TreeCount % period != 0 || Enumerable.Range(0, TreeCount).Any(t => _outputs[t] != _outputs[t % period]))
            throw new InvalidOperationException($"The {TreeCount} trees do not come in iterations of {period}, so there are no first ones to take.");
        double scale = _options.IsAverage && iterations > 0 ? (double)IterationCount / iterations : 1;
        DecisionTree[] trees = [.. Enumerable.Range(0, iterations * period).Select(t => Copy(t).Place(_outputs[t], scale == 1 ? null : leaf => leaf * scale))];
        ModelInfo info = Info;
        TreeEnsembleOptions options = _options with { Info = info with { TreesUsed = (int)((long)info.TreesUsed * iterations / Math.Max(1, IterationCount)) } };
        var first = new TreeEnsemble(FeatureCount, trees, _baseMargins, options) { ComparesStandIns = ComparesStandIns };
        // The first trees compare what stands for doubles with all trees: their own thresholds no longer say which.
        if (ComparesStandIns) first._inDouble = new Lazy<DoubleTrees?>(() => InDouble!.WithTrees(first));
        return first.WithOutput(Output);
    }

    /// <summary>A tree by itself.</summary>
    private DecisionTree Copy(int tree)
    {
        int root = _roots[tree], count = NodesOf(tree).Count();
        int[] special = [.. NodesOf(tree).Where(node => (_traits[node] & NodeTraits.Special) != 0).Select(node => _nodes[node].Special)];
        int firstSpecial = special.DefaultIfEmpty(0).Min();
        SpecialSplit[] specials = special.Length == 0 ? [] : _specials[firstSpecial..(special.Max() + 1)];
        int firstWord = specials.Select(split => split.FirstWord).DefaultIfEmpty(0).Min();
        uint[] words = specials.Length == 0 ? [] : _categoryWords[firstWord..specials.Max(split => split.FirstWord + split.WordCount)];
        var nodes = new TreeNode[count];
        for (int i = 0; i < count; i++)
            nodes[i] = _nodes[root + i].Move(-root, -firstSpecial, _traits[root + i]);
        long features = nodes.Where(node => !node.IsLeaf).Select(node => node.Feature + 1L).DefaultIfEmpty(0).Max();
        return new DecisionTree(_outputs[tree], _depths[tree], features, nodes, _traits[root..(root + count)], _leafValues[root..(root + count)], _covers[root..(root + count)],
            [.. specials.Select(split => split.Move(-firstWord))], words, _linearLeaves?[root..(root + count)], _doubleSplits?[root..(root + count)]);
    }
}
