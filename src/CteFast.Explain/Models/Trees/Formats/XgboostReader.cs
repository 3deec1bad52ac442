namespace CteFast.Explain.Models.Trees.Formats;

/// <summary>Reads what XGBoost's <c>save_model</c> writes, JSON or UBJSON; tested with files of version 1.7 and the newer forms of <c>base_score</c>.</summary>
/// <remarks>
/// Objectives: <c>reg:*</c>, <c>binary:*</c>, <c>multi:softprob</c>, <c>multi:softmax</c> (as class probabilities),
/// <c>count:poisson</c>, <c>rank:*</c> and <c>survival:*</c>. Boosters: <c>gbtree</c>, and <c>dart</c> with its tree weights. All
/// trees are used, those after the best iteration of early stopping too. Not read: <c>gblinear</c> and trees with a vector in each
/// leaf. Base scores are taken into margins as XGBoost does (<see cref="XgboostObjective"/>); sums are in single precision, as there.
/// <para>Memory stays within a small multiple of the file: counts the file declares are compared with what it holds, never allocated.</para>
/// </remarks>
public static class XgboostReader
{
    /// <summary>Reads a file.</summary>
    /// <returns>The ensemble, giving margins; see <see cref="TreeEnsemble.WithOutput"/>.</returns>
    /// <exception cref="ModelFormatException">The file's contents cannot be used.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static TreeEnsemble ReadFile(string path) => Read(ModelFile.ReadAll(path), path);

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The model's JSON or UBJSON.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ModelFormatException">The contents cannot be used.</exception>
    public static TreeEnsemble Read(Stream stream, string name) => Read(ModelFile.ReadAll(stream, name), name);

    /// <summary>Reads a model in memory.</summary>
    /// <param name="utf8">The model's JSON or UBJSON.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ModelFormatException">The contents cannot be used.</exception>
    public static TreeEnsemble Read(ReadOnlyMemory<byte> utf8, string name) => JsonPlace.Parse(utf8, name, Read);

    internal static TreeEnsemble Read(JsonPlace root)
    {
        JsonPlace learner = root["learner"];
        JsonPlace parameters = learner["learner_model_param"];
        int featureCount = parameters["num_feature"].Integer();
        if (featureCount < 1)
            throw parameters["num_feature"].Fault("the model has no features");

        JsonPlace booster = learner["gradient_booster"];
        (JsonPlace model, float[]? weights) = booster["name"].Text() switch
        {
            "gbtree" => (booster["model"], null),
            "dart" => (booster["gbtree"]["model"], booster["weight_drop"].Singles()),
            string other => throw booster["name"].Fault($"booster \"{other}\" is not supported; train with gbtree or dart"),
        };
        List<DecisionTree> trees = ReadTrees(model, weights, featureCount);

        var objective = XgboostObjective.Read(learner["objective"]["name"]);
        double[] baseMargins = ReadBaseMargins(parameters, objective, trees);
        string[] names = learner.TryGet("feature_names", out JsonPlace given) ? given.Texts() : [];
        if (names.Length != 0 && names.Length != featureCount)
            throw given.Fault($"there are {names.Length} names for {featureCount} features");
        var options = new TreeEnsembleOptions { Link = objective.Link, Objective = objective.Name, FeatureNames = names, SumsInSingle = true };
        try
        {
            return new TreeEnsemble(featureCount, trees, baseMargins, options);
        }
        catch (ArgumentException e)
        {
            throw learner.Fault(e.Message.Split(" (Parameter", 2)[0], e);
        }
    }

    private static List<DecisionTree> ReadTrees(JsonPlace model, float[]? weights, int featureCount)
    {
        JsonPlace places = model["trees"];
        int[] outputs = model["tree_info"].Integers();
        if (outputs.Length != places.Count)
            throw model["tree_info"].Fault($"there are {outputs.Length} entries for {places.Count} trees");
        if (weights is not null && weights.Length != places.Count)
            throw model.Fault($"there are {weights.Length} values in weight_drop for {places.Count} trees");
        XgboostTree.RequireCount(model["gbtree_model_param"], "num_trees", places.Count);

        var trees = new List<DecisionTree>(places.Count);
        long words = 0;
        foreach (JsonPlace place in places.Items())
        {
            DecisionTree tree = XgboostTree.Read(place, outputs[trees.Count], weights is null ? 1f : weights[trees.Count]);
            if (tree.Features > featureCount)
                throw place["split_indices"].Fault($"feature {tree.Features - 1} is compared, but num_feature is {featureCount}");
            if ((words += tree.CategoryWords.Length) > DecisionTreeBuilder.MostCategoryWords)
                throw place.Fault("the sets of categories are too large; code the categories from 0 on without gaps");
            trees.Add(tree);
        }

        return trees;
    }

    private static double[] ReadBaseMargins(JsonPlace parameters, XgboostObjective objective, List<DecisionTree> trees)
    {
        int classes = parameters.TryGet("num_class", out JsonPlace place) ? place.Integer() : 0;
        int targets = parameters.TryGet("num_target", out place) ? place.Integer() : 1;
        int count = Math.Max(1, Math.Max(classes, targets));
        int used = 1;
        foreach (DecisionTree tree in trees)
            used = Math.Max(used, tree.Output + 1);
        if (count != used && trees.Count > 0 || count > Math.Max(1, trees.Count))
            throw parameters.Fault($"{count} outputs are declared (num_class, num_target), but the trees add to {used}");

        place = parameters["base_score"];
        double[] scores = objective.BaseMargins(place);
        if (scores.Length != 1 && scores.Length != count)
            throw place.Fault($"there are {scores.Length} base scores for {count} outputs");
        if (scores.Length == count)
            return scores;
        var margins = new double[count];
        margins.AsSpan().Fill(scores[0]);
        return margins;
    }
}
