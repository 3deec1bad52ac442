using System.Globalization;
using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Models.Reading.Xgboost;

/// <summary>The <c>learner</c> of an XGBoost file: what its members say, in whatever order they come, and the ensemble they make.</summary>
internal sealed partial class XgboostLearner
{
    private const string Learner = "learner";
    private const string Parameters = "learner_model_param", Booster = "gradient_booster", Model = "gradient_booster.model";

    private readonly ValueReader _file;
    private readonly List<DecisionTree> _trees = [];
    private string[] _names = [];
    private string? _objective, _booster, _baseScore;
    private int? _featureCount, _declaredTrees;
    private int _classes, _targets = 1, _parallelTrees = 1, _leafSize = 1;
    private int[]? _outputs, _iterations;
    private IReadOnlyList<string>?[]? _levels;
    private int? _bestIteration;
    private readonly List<string> _notes = [];
    private float[]? _weights, _linearWeights;
    private bool _hasTrees, _hasSettings;

    private XgboostLearner(ValueReader file) => _file = file;

    /// <summary>Reads the object at hand; <see cref="BuildTrees"/> makes the model, once the version is known, which may stand behind.</summary>
    /// <exception cref="ModelFormatException">Something is missing, damaged or not supported.</exception>
    public static XgboostLearner Read(ValueReader file)
    {
        var learner = new XgboostLearner(file);
        file.Members(learner.ReadMember);
        return learner;
    }

    private void ReadMember(string name)
    {
        switch (name)
        {
            case "feature_names":
                _names = _file.Texts();
                break;
            case "generic_param" or "learner_train_param":
                _hasSettings = true;
                break;
            case "attributes":
                _file.Members(name =>
                {
                    if (name == "best_iteration" && int.TryParse(_file.Text(), NumberStyles.None, CultureInfo.InvariantCulture, out int best))
                        _bestIteration = best;
                });
                break;
            case Parameters:
                _file.Members(ReadParameter);
                break;
            case "objective":
                _file.Members(name => _objective = name == "name" ? _file.Text() : _objective);
                break;
            case Booster:
                _file.Members(ReadBooster);
                break;
        }
    }

    private void ReadParameter(string name)
    {
        switch (name)
        {
            case "base_score":
                _baseScore = _file.Text();
                break;
            case "num_class":
                _classes = _file.Integer();
                break;
            case "num_feature":
                _featureCount = _file.Integer();
                break;
            case "num_target":
                _targets = _file.Integer();
                break;
        }
    }

    private void ReadBooster(string name)
    {
        switch (name)
        {
            case "name":
                _booster = _file.Text();
                break;
            case "model":
                _file.Members(ReadModel);
                break;
            case "gbtree":          // of dart: trees within trees with weights
                _file.Members(name =>
                {
                    if (name == "model")
                        _file.Members(ReadModel);
                });
                break;
            case "weight_drop":     // of 3.3: beside the model, the booster being called gbtree
                _weights = _file.Singles();
                break;
        }
    }

    private void ReadModel(string name)
    {
        switch (name)
        {
            case "weights":         // of gblinear
                _linearWeights = _file.Singles();
                break;
            case "gbtree_model_param":
                _file.Members(ReadModelParameter);
                break;
            case "weight_drop":     // from 3.4 on
                _weights = _file.Singles();
                break;
            case "iteration_indptr":
                _iterations = _file.Integers();
                break;
            case "cats":
                _levels = XgboostCategories.Read(_file);
                break;
            case "tree_info":
                _outputs = _file.Integers();
                break;
            case "trees":
                _hasTrees = true;
                ReadTrees();
                break;
        }
    }

    private void ReadModelParameter(string name)
    {
        switch (name)
        {
            case "num_trees":
                _declaredTrees = _file.Integer();
                break;
            case "num_parallel_tree":
                _parallelTrees = Math.Max(1, _file.Integer());
                break;
        }
    }

    private void ReadTrees()
    {
        _trees.Clear();
        long words = 0;
        _file.Items(() =>
        {
            DecisionTree[] outputs = XgboostTree.Read(_file);
            if ((words += outputs.Sum(tree => (long)tree.CategoryWords.Length)) > DecisionTreeBuilder.MostCategoryWords)
                throw _file.Fault("the sets of categories are too large; code the categories from 0 on without gaps");
            if (_trees.Count > 0 && outputs.Length != _leafSize)
                throw _file.Fault($"the leaves have {outputs.Length} values, those of the trees before {_leafSize}");
            _leafSize = outputs.Length;
            _trees.AddRange(outputs);
        });
    }

    /// <summary>Whether the model is gblinear's, which has weights and no trees.</summary>
    public bool IsLinear => _booster == "gblinear";

    /// <summary>Makes the trees.</summary>
    /// <param name="version">The version that wrote the file.</param>
    /// <param name="versionText">As the file has it; empty where it has none.</param>
    /// <exception cref="ModelFormatException">Something is missing, damaged or not supported.</exception>
    public TreeEnsembleParts BuildTrees(Version version, string versionText)
    {
        (int featureCount, XgboostObjective objective) = Check(version);
        if (IsLinear)
            throw NoTrees();
        PlaceTrees(featureCount, _booster == "dart");
        int used = 1 + _trees.Aggregate(0, (most, tree) => Math.Max(most, tree.Output));
        if (OutputCount != used && _trees.Count > 0 || OutputCount > Math.Max(1, _trees.Count))
            throw Fault(Parameters, $"{OutputCount} outputs are declared (num_class, num_target), but the trees add to {used}");
        double[] baseMargins = BaseMargins(objective);
        if (_levels is not null && _levels.Length != featureCount)
            throw Fault($"{Model}.cats", $"there are levels of {_levels.Length} features for {featureCount}");
        int treesInFile = _trees.Count / _leafSize, perIteration = _parallelTrees * baseMargins.Length;
        TakeBestIteration(perIteration);
        var options = new TreeEnsembleOptions
        {
            Link = objective.Link,
            Objective = objective.Name,
            FeatureNames = _names,
            FeatureLevels = _levels,
            TreesPerIteration = perIteration,
            SumsInSingle = true,
            Info = new ModelInfo { Library = "XGBoost", Version = versionText, TreesInFile = treesInFile, TreesUsed = _trees.Count / _leafSize, Notes = _notes },
        };
        try
        {
            return new TreeEnsembleParts(featureCount, _trees, baseMargins, options).Check();
        }
        catch (ArgumentException e)
        {
            throw _file.Fault(Learner, ArgumentMessage.Of(e), e);
        }
    }

    /// <summary>The complaint where trees are wanted and the file has weights.</summary>
    public ModelFormatException NoTrees() =>
        Fault($"{Booster}.name", "booster \"gblinear\" has no trees, but weights; read the file with ModelReader, which gives a LinearModel");

    /// <summary>What trees and weights have in common.</summary>
    private (int FeatureCount, XgboostObjective Objective) Check(Version version)
    {
        if (_hasSettings && !_hasTrees && _linearWeights is null)
            throw _file.Fault(Learner, "this is XGBoost's save_config, settings without a model; save the model in Python: model.save_model(\"model.json\")");
        string booster = _booster ?? throw Missing(Booster, "name");
        if (booster is not ("gbtree" or "dart" or "gblinear"))
            throw Fault($"{Booster}.name", $"booster \"{booster}\" is not supported; train with gbtree, dart or gblinear");
        int featureCount = _featureCount ?? throw Missing(Parameters, "num_feature");
        if (featureCount < 1)
            throw Fault($"{Parameters}.num_feature", "the model has no features");
        XgboostObjective objective = XgboostObjective.Of(_objective ?? throw Missing("objective", "name"), version)
            ?? throw Fault("objective.name", $"objective \"{_objective}\" is not supported: how its margins become predictions is not known; all that XGBoost 1.0 to 3.4 has are");
        if (_names.Length != 0 && _names.Length != featureCount)
            throw Fault("feature_names", $"there are {_names.Length} names for {featureCount} features");
        _names = ModelBatch.Complete(_names, _notes);
        return (featureCount, objective);
    }

    /// <summary>Drops the trees after the best iteration of early stopping, which XGBoost's own predict leaves out too.</summary>
    private void TakeBestIteration(int perIteration)
    {
        if (_bestIteration is not { } best)
            return;
        int end = _iterations is not null && best + 1L < _iterations.Length ? _iterations[best + 1] * _leafSize
            : (int)Math.Min(_trees.Count, (best + 1L) * perIteration);
        if (end <= 0 || end >= _trees.Count)
            return;
        _notes.Add($"Training stopped early: iteration {best} was the best (best_iteration), and the trees after it are left out, as in the library's own predictions; "
            + $"{end / _leafSize} of {_trees.Count / _leafSize} trees are used.");
        _trees.RemoveRange(end, _trees.Count - end);
    }

    /// <summary>Gives each tree its output and its weight.</summary>
    private void PlaceTrees(int featureCount, bool isDart)
    {
        if (!_hasTrees)
            throw Missing(Model, "trees");
        int[] outputs = _outputs ?? throw Missing(Model, "tree_info");
        int count = _trees.Count / _leafSize;
        if (outputs.Length != count)
            throw Fault($"{Model}.tree_info", $"there are {outputs.Length} entries for {count} trees");
        if (_declaredTrees is { } declared && declared != count)
            throw Fault($"{Model}.gbtree_model_param.num_trees", XgboostTree.Miscounted(declared, count));
        if (isDart && _weights is null)
            throw Missing(Booster, "weight_drop");
        // They may be fewer than the trees: those that were added later, without dropping any, count once.
        ReadOnlySpan<float> weights = _weights;
        if (weights.Length > count)
            throw Fault(Booster, $"there are {weights.Length} values in weight_drop for {count} trees");
        for (int t = 0; t < _trees.Count; t++)
        {
            int place = t / _leafSize;
            if (_trees[t].Features > featureCount)
                throw Fault($"{Model}.trees[{place}].split_indices", $"feature {_trees[t].Features - 1} is compared, but num_feature is {featureCount}");
            if (outputs[place] < 0 || _leafSize > 1 && outputs[place] != 0)
                throw Fault($"{Model}.tree_info", $"item {place}: output {outputs[place]} is {(outputs[place] < 0 ? "negative" : "not that of a tree with a vector in each leaf")}");
            // In single precision, as XGBoost does.
            float weight = place < weights.Length ? weights[place] : 1f;
            _trees[t] = _trees[t].Place(_leafSize > 1 ? t % _leafSize : outputs[place], weight == 1f ? null : leaf => (float)leaf * weight);
        }
    }

    private int OutputCount => Math.Max(1, Math.Max(_classes, _targets));

    private double[] BaseMargins(XgboostObjective objective)
    {
        int count = OutputCount;
        const string place = $"{Parameters}.base_score";
        double[] margins = objective.BaseMargins(_baseScore ?? throw Missing(Parameters, "base_score"), problem => Fault(place, problem));
        if (margins.Length != 1 && margins.Length != count)
            throw Fault(place, $"there are {margins.Length} base scores for {count} outputs");
        if (margins.Length == count)
            return margins;
        var all = new double[count];
        all.AsSpan().Fill(margins[0]);
        return all;
    }

    // The learner has ended by then, and is no part of the reader's path any more.
    private ModelFormatException Fault(string member, string problem) => _file.Fault($"{Learner}.{member}", problem);

    private ModelFormatException Missing(string member, string name) => _file.Missing($"{Learner}.{member}", name);
}
