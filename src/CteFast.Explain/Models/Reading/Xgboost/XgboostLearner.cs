using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Models.Reading.Xgboost;

/// <summary>The <c>learner</c> of an XGBoost file: what its members say, in whatever order they come, and the ensemble they make.</summary>
internal sealed class XgboostLearner
{
    private const string Parameters = "learner_model_param", Booster = "gradient_booster", Model = "gradient_booster.model";

    private readonly ValueReader _file;
    private readonly List<DecisionTree> _trees = [];
    private string[] _names = [];
    private string? _objective, _booster, _baseScore;
    private int? _featureCount, _declaredTrees;
    private int _classes, _targets = 1;
    private int[]? _outputs;
    private float[]? _weights;
    private bool _hasTrees;

    private XgboostLearner(ValueReader file) => _file = file;

    /// <summary>Reads the object at hand.</summary>
    /// <exception cref="ModelFormatException">Something is missing, damaged or not supported.</exception>
    public static TreeEnsemble Read(ValueReader file)
    {
        var learner = new XgboostLearner(file);
        file.Members(learner.ReadMember);
        return learner.Build();
    }

    private void ReadMember(string name)
    {
        switch (name)
        {
            case "feature_names":
                _names = _file.Texts();
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
            case "weight_drop":
                _weights = _file.Singles();
                break;
        }
    }

    private void ReadModel(string name)
    {
        switch (name)
        {
            case "gbtree_model_param":
                _file.Members(name => _declaredTrees = name == "num_trees" ? _file.Integer() : _declaredTrees);
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

    private void ReadTrees()
    {
        _trees.Clear();
        long words = 0;
        _file.Items(() =>
        {
            DecisionTree tree = XgboostTree.Read(_file);
            if ((words += tree.CategoryWords.Length) > DecisionTreeBuilder.MostCategoryWords)
                throw _file.Fault("the sets of categories are too large; code the categories from 0 on without gaps");
            _trees.Add(tree);
        });
    }

    private TreeEnsemble Build()
    {
        int featureCount = _featureCount ?? throw _file.Missing(Parameters, "num_feature");
        if (featureCount < 1)
            throw _file.Fault($"{Parameters}.num_feature", "the model has no features");
        string booster = _booster ?? throw _file.Missing(Booster, "name");
        if (booster is not ("gbtree" or "dart"))
            throw _file.Fault($"{Booster}.name", $"booster \"{booster}\" is not supported; train with gbtree or dart");
        var objective = XgboostObjective.Of(_objective ?? throw _file.Missing("objective", "name"))
            ?? throw _file.Fault("objective.name", $"objective \"{_objective}\" is not supported; reg:*, binary:*, multi:*, count:poisson, rank:* and survival:* are");
        PlaceTrees(featureCount, booster == "dart");
        double[] baseMargins = BaseMargins(objective);
        if (_names.Length != 0 && _names.Length != featureCount)
            throw _file.Fault("feature_names", $"there are {_names.Length} names for {featureCount} features");
        var options = new TreeEnsembleOptions { Link = objective.Link, Objective = objective.Name, FeatureNames = _names, SumsInSingle = true };
        try
        {
            return new TreeEnsemble(featureCount, _trees, baseMargins, options);
        }
        catch (ArgumentException e)
        {
            throw _file.Fault(e.Message.Split(" (Parameter", 2)[0], e);
        }
    }

    /// <summary>Gives each tree its output and its weight.</summary>
    private void PlaceTrees(int featureCount, bool isWeighted)
    {
        if (!_hasTrees)
            throw _file.Missing(Model, "trees");
        int[] outputs = _outputs ?? throw _file.Missing(Model, "tree_info");
        if (outputs.Length != _trees.Count)
            throw _file.Fault($"{Model}.tree_info", $"there are {outputs.Length} entries for {_trees.Count} trees");
        if (_declaredTrees is { } declared && declared != _trees.Count)
            throw _file.Fault($"{Model}.gbtree_model_param.num_trees", XgboostTree.Miscounted(declared, _trees.Count));
        float[]? weights = isWeighted ? _weights ?? throw _file.Missing(Booster, "weight_drop") : null;
        if (weights is not null && weights.Length != _trees.Count)
            throw _file.Fault(Booster, $"there are {weights.Length} values in weight_drop for {_trees.Count} trees");
        for (int t = 0; t < _trees.Count; t++)
        {
            if (_trees[t].Features > featureCount)
                throw _file.Fault($"{Model}.trees[{t}].split_indices", $"feature {_trees[t].Features - 1} is compared, but num_feature is {featureCount}");
            if (outputs[t] < 0)
                throw _file.Fault($"{Model}.tree_info", $"item {t}: output {outputs[t]} is negative");
            // In single precision, as XGBoost does.
            float weight = weights is null ? 1f : weights[t];
            _trees[t] = _trees[t].Place(outputs[t], weight == 1f ? null : leaf => (float)leaf * weight);
        }
    }

    private double[] BaseMargins(XgboostObjective objective)
    {
        int count = Math.Max(1, Math.Max(_classes, _targets)), used = 1;
        foreach (DecisionTree tree in _trees)
            used = Math.Max(used, tree.Output + 1);
        if (count != used && _trees.Count > 0 || count > Math.Max(1, _trees.Count))
            throw _file.Fault(Parameters, $"{count} outputs are declared (num_class, num_target), but the trees add to {used}");

        const string place = $"{Parameters}.base_score";
        double[] margins = objective.BaseMargins(_baseScore ?? throw _file.Missing(Parameters, "base_score"), problem => _file.Fault(place, problem));
        if (margins.Length != 1 && margins.Length != count)
            throw _file.Fault(place, $"there are {margins.Length} base scores for {count} outputs");
        if (margins.Length == count)
            return margins;
        var all = new double[count];
        all.AsSpan().Fill(margins[0]);
        return all;
    }
}
