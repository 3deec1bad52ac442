using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;

namespace CteFast.Generators.Trees;

/// <summary>Makes the spec of a model of the trees that were read.</summary>
internal sealed class TreeModelBuilder
{
    private const int MostNumbers = 2_000_000;      // the compiler makes a syntax node for every number

    private readonly string _file;
    private readonly List<int> _splits = [], _specials = [], _linearFeatures = [];
    private readonly List<double> _values = [], _covers = [], _linearNumbers = [], _doubleSplits = [];
    private readonly bool _hasLinear;

    private TreeModelBuilder(string file, bool hasLinear) => (_file, _hasLinear) = (file, hasLinear);

    /// <summary>Makes the model.</summary>
    /// <param name="parts">What was read.</param>
    /// <param name="file">What messages call the file.</param>
    /// <exception cref="ModelFormatException">The model is too large to compile.</exception>
    public static TreeModel Build(TreeEnsembleParts parts, string file)
    {
        var builder = new TreeModelBuilder(file, parts.Trees.Any(tree => tree.LinearLeaves.Length > 0));
        foreach (DecisionTree tree in parts.Trees) builder.Add(tree);
        bool hasCovers = !builder._covers.Any(double.IsNaN);
        return new TreeModel(parts.FeatureCount, Options(parts.Options), new(parts.BaseMargins), new(parts.Trees.Select(tree => tree.Output)),
            new(parts.Trees.Select(tree => tree.NodeCount)), new(parts.Trees.Select(tree => tree.Depth)), new(builder._splits), new(builder._values),
            new(builder._specials), new(hasCovers ? builder._covers : []), new(builder._linearFeatures), new(builder._linearNumbers), new(builder._doubleSplits));
    }

    private static TreeModelOptions Options(TreeEnsembleOptions options)
    {
        ModelInfo info = options.Info ?? new ModelInfo();
        return new TreeModelOptions(new(options.FeatureNames ?? []), new((options.FeatureLevels ?? []).Select(levels => new TreeModelLevels(levels is not null, new(levels ?? [])))),
            options.Objective, options.Link.ToString(), options.LinkScale, options.TreesPerIteration, options.IsAverage, options.SumsInSingle,
            new TreeModelInfo(info.Library, info.Version, info.TreesInFile, info.TreesUsed, new(info.Notes)));
    }

    private void Add(DecisionTree tree)
    {
        for (int i = 0; i < tree.Nodes.Length; i++)
        {
            TreeNode node = tree.Nodes[i];
            _covers.Add(tree.Covers[i]);
            if (node.IsLeaf)
            {
                _splits.Add(-1);
                _values.Add(tree.Values[i]);
                if (_hasLinear) AddLinear(tree.LinearLeaves.Length > 0 ? tree.LinearLeaves[i] : null);
            }
            else
            {
                bool isSpecial = (tree.Traits[i] & NodeTraits.Special) != 0;
                _splits.Add((4 * node.Feature) + (isSpecial ? 2 : 0) + ((tree.Traits[i] & NodeTraits.MissingRight) != 0 ? 1 : 0));
                _values.Add(node.Threshold);
                if (tree.DoubleSplits.Length > 0 && tree.DoubleSplits[i].IsKnown) AddDouble(tree.DoubleSplits[i]);
                if (isSpecial) AddSpecial(tree.Specials[node.Special], tree.CategoryWords);
            }

            if (_splits.Count + _specials.Count + _linearNumbers.Count + _doubleSplits.Count > MostNumbers)
                throw new ModelFormatException(_file, "", $"a model of more than {MostNumbers} nodes, categories and coefficients is too large to compile");
        }
    }

    private void AddSpecial(SpecialSplit split, uint[] words)
    {
        int[] numbers = split.Kind == SpecialKind.Interval
            ? [BitConverter.SingleToInt32Bits(split.Low), BitConverter.SingleToInt32Bits(split.High)]
            : [.. Enumerable.Range(0, 32 * split.WordCount).Where(category => (words[split.FirstWord + (category >> 5)] >> category & 1) != 0)];
        _specials.AddRange([(int)split.Kind, numbers.Length, .. numbers]);
    }

    private void AddDouble(DoubleSplit split)
    {
        if (split.HasInterval) _doubleSplits.AddRange([double.NaN, split.Below, split.Low, split.High]);
        else _doubleSplits.Add(split.Below);
    }

    private void AddLinear(LinearLeaf? leaf)
    {
        _linearFeatures.Add(leaf is null ? -1 : leaf.Features.Length);
        if (leaf is null) return;
        _linearFeatures.AddRange(leaf.Features);
        _linearNumbers.Add(leaf.Constant);
        _linearNumbers.AddRange(leaf.Coefficients);
    }
}
