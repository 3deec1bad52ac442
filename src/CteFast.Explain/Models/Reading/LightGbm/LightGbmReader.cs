using CteFast.Explain.Models.Trees;
using CteFast.Numerics;

namespace CteFast.Explain.Models.Reading.LightGbm;

/// <summary>Reads what LightGBM's <c>save_model("name.txt")</c> writes, versions v2 to v4, by its documented text format.</summary>
/// <remarks>
/// Objectives: all that LightGBM has, and models without one. Splits by threshold with every kind of missing values, splits by
/// category; forests (<c>average_output</c>) and several trees an iteration. Trees with linear leaves are read; the levels that pandas' categories have are in
/// <see cref="TreeEnsemble.FeatureLevels"/>. LightGBM compares in double precision: each threshold is rounded to the nearest float, which
/// is right for all rows that were decimal numbers. All trees are used, those after the best iteration of early stopping too. Sums are in double precision, as there. The margin of a forest is the average of its
/// trees, where LightGBM's raw score is their sum; predictions are the same.
/// <para>
/// Covers are the counts of training rows. The file is read in a stream, of any length: beside the trees, a buffer and the lines of one tree are held.
/// Source: <see href="https://github.com/microsoft/LightGBM/blob/master/src/io/tree.cpp">tree.cpp</see> and gbdt_model_text.cpp.
/// </para>
/// </remarks>
public static class LightGbmReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; its name leads every error message.</param>
    /// <returns>The ensemble, giving margins; see <see cref="TreeEnsemble.WithOutput"/>.</returns>
    /// <exception cref="ModelFormatException">The file's contents cannot be used.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static TreeEnsemble ReadFile(string path)
    {
        using ByteSource source = ByteSource.Open(path);
        return Read(source);
    }

    /// <summary>Reads a stream, which need not be seekable, to its end.</summary>
    /// <param name="stream">The model's text.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ModelFormatException">The contents cannot be used.</exception>
    public static TreeEnsemble Read(Stream stream, string name) => Read(new ByteSource(stream, name));

    /// <summary>Reads a model in memory.</summary>
    /// <param name="utf8">The model's text.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ModelFormatException">The contents cannot be used.</exception>
    public static TreeEnsemble Read(ReadOnlyMemory<byte> utf8, string name) => Read(ByteSource.Of(utf8, name));

    internal static TreeEnsemble Read(ByteSource source)
    {
        if (!LightGbmText.IsLightGbm(source.Peek(8)))
            throw new ModelFormatException(source.File, "line 1", "a LightGBM model begins with the line \"tree\"");
        var text = new LightGbmText(source);
        text.TryReadBlock(out LightGbmText.Block header);
        string version = header.Has("version") ? header.Text("version") : "";
        // The first files of LightGBM 2 have no version yet; their trees are those of v2.
        if (version is not ("" or "v2" or "v2.1" or "v3" or "v4"))
            throw header.Fault("version", $"version \"{version}\" is not supported; v2, v3 and v4 are");

        int featureCount = header.Integer("max_feature_idx") is >= 0 and < int.MaxValue and var last
            ? last + 1
            : throw header.Fault("max_feature_idx", "the model has no features");
        string[] names = header.Text("feature_names").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length != 0 && names.Length != featureCount)
            throw header.Fault("feature_names", $"there are {names.Length} names for {featureCount} features");

        List<DecisionTree> trees = ReadTrees(text, featureCount, hasVersion: version.Length > 0);
        if (header.Has("tree_sizes") && header.Counts("tree_sizes").Length is var declared && declared != trees.Count)
            throw header.Fault("tree_sizes", $"{declared} trees are declared, but the file holds {trees.Count}; save the model again");
        int outputs = header.Integer("num_tree_per_iteration");
        if (outputs < 1 || outputs > Math.Max(1, trees.Count) || trees.Count % outputs != 0)
            throw header.Fault("num_tree_per_iteration", $"{outputs} trees an iteration do not fit {trees.Count} trees");
        if (header.Has("num_class") && header.Integer("num_class") != outputs)
            throw header.Fault("num_class", $"{header.Integer("num_class")} classes do not fit {outputs} trees an iteration");
        int iterations = trees.Count / outputs;
        for (int t = 0; t < trees.Count; t++)
            trees[t] = trees[t].Place(t % outputs, header.Has("average_output") ? leaf => leaf / iterations : null);

        var objective = LightGbmObjective.Read(header);
        List<string> notes = [];
        TreeEnsembleLink link = objective.Link;
        // Leaves of v2's forests are probabilities already.
        if (header.Has("average_output") && version is ("" or "v2" or "v2.1") && link != TreeEnsembleLink.Identity)
        {
            notes.Add($"Leaves of a random forest of {version} are predictions already: their mean is the prediction, and nothing is done to it.");
            link = TreeEnsembleLink.Identity;
        }

        IReadOnlyList<string>?[]? levels = LightGbmCategories.Read(text, header, featureCount, notes);
        if (trees.Any(tree => tree.LinearLeaves.Length > 0))
            notes.Add("Leaves are linear functions (linear_tree=true): predictions are exact; Shapley values are estimated, unless the tree method is asked for, which takes time in proportion to the background.");
        var options = new TreeEnsembleOptions
        {
            Link = link,
            LinkScale = objective.Scale,
            Objective = objective.Name,
            FeatureNames = names,
            FeatureLevels = levels,
            TreesPerIteration = outputs,
            IsAverage = header.Has("average_output"),
            Info = new ModelInfo { Library = "LightGBM", Version = version, TreesInFile = trees.Count, TreesUsed = trees.Count, Notes = notes },
        };
        try
        {
            return new TreeEnsemble(featureCount, trees, new double[outputs], options);
        }
        catch (ArgumentException e)
        {
            throw header.Fault(ArgumentMessage.Of(e), e);
        }
    }

    private static List<DecisionTree> ReadTrees(LightGbmText text, int featureCount, bool hasVersion)
    {
        var trees = new List<DecisionTree>();
        while (text.TryReadBlock(out LightGbmText.Block block))
        {
            if (block.Name == "end of trees")
                return trees;
            if (block.Name != "Tree" || block.Integer("Tree") != trees.Count)
                throw block.Fault($"\"Tree={trees.Count}\" or \"end of trees\" is expected here");
            if (!hasVersion && !block.Has("num_cat"))
                throw block.Fault("the file is of a LightGBM before 2.0.5, whose trees are written otherwise; load it with a newer LightGBM and save it again");
            DecisionTree tree = LightGbmTree.Read(block);
            if (tree.Features > featureCount)
                throw block.Fault("split_feature", $"feature {tree.Features - 1} is compared, but max_feature_idx is {featureCount - 1}");
            trees.Add(tree);
        }

        throw text.FaultAtEnd("there is no \"end of trees\"; the file is cut short, save the model again");
    }
}
