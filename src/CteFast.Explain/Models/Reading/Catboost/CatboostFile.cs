using System.Globalization;
using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Models.Reading.Catboost;

/// <summary>The members of what CatBoost's <c>save_model(format="json")</c> writes, in whatever order they come.</summary>
/// <remarks>
/// Symmetric trees of numeric features, any number of outputs. A missing value answers no, or yes where its feature's treatment is AsTrue.
/// Refused: categories, texts and embeddings, and trees that are not symmetric.
/// </remarks>
internal sealed class CatboostFile(ValueReader file)
{
    /// <summary>What to do with a model that cannot be read.</summary>
    public const string Advice = "encode such columns as numbers yourself, or explain the model through a function that predicts";

    private readonly List<CatboostTree> _trees = [];
    private readonly List<(int Column, bool MissingIsLarge)> _features = [];
    private readonly Dictionary<int, string> _names = [];
    private readonly List<string> _notes = [];
    private string _objective = "";
    private double _scale = 1;
    private double[] _bias = [];

    /// <summary>Whether trees have come: the file is CatBoost's.</summary>
    public bool HasTrees { get; private set; }

    /// <summary>Reads a member; false where it is none of CatBoost's.</summary>
    public bool Read(string name)
    {
        switch (name)
        {
            case "features_info":
                file.Members(ReadFeatures);
                return true;
            case "model_info" when file.Kind == ValueKind.Object:
                file.Members(ReadInfo);
                return true;
            case "scale_and_bias":
                ReadScale();
                return true;
            case "oblivious_trees":
                HasTrees = true;
                file.Items(() => _trees.Add(CatboostTree.Read(file)));
                return true;
            default:
                return false;
        }
    }

    /// <summary>Makes the trees.</summary>
    public TreeEnsembleParts BuildTrees()
    {
        if (_features.Count == 0) throw file.Missing("features_info", "float_features");
        int outputs = _trees.Count > 0 ? _trees[0].OutputCount : Math.Max(1, _bias.Length);
        for (int t = 0; t < _trees.Count; t++)
        {
            if (_trees[t].OutputCount != outputs)
                throw file.Fault($"oblivious_trees[{t}].leaf_values", $"a leaf has {_trees[t].OutputCount} values, those of the trees before {outputs}");
            if (_trees[t].Features.FirstOrDefault(feature => feature >= _features.Count, -1) is >= 0 and int feature)
                throw file.Fault($"oblivious_trees[{t}].splits", $"numeric feature {feature} is compared, but there are {_features.Count}");
        }

        if (_bias.Length > 0 && _bias.Length != outputs)
            throw file.Fault("scale_and_bias", $"there are {_bias.Length} biases for {outputs} outputs");
        int count = _features.Max(feature => feature.Column) + 1;
        if (count != _features.Count)
            throw file.Fault("features_info.float_features", $"{_features.Count} features stand in {count} columns, so that some are no numbers; {Advice}");
        var options = new TreeEnsembleOptions
        {
            Link = Link(),
            Objective = _objective,
            FeatureNames = _names.Count == 0 ? null : ModelBatch.Complete([.. Enumerable.Range(0, count).Select(column => _names.TryGetValue(column, out string? name) ? name : "")], _notes),
            TreesPerIteration = outputs,
            Info = new ModelInfo { Library = "CatBoost", TreesInFile = _trees.Count, TreesUsed = _trees.Count, Notes = _notes },
        };
        try
        {
            return new TreeEnsembleParts(count, [.. _trees.SelectMany(tree => tree.Build(_features, _scale))], _bias.Length > 0 ? _bias : new double[outputs], options).Check();
        }
        catch (ArgumentException e)
        {
            throw file.Fault("oblivious_trees", ArgumentMessage.Of(e), e);
        }
    }

    private TreeEnsembleLink Link()
    {
        switch (_objective)
        {
            case "Logloss" or "CrossEntropy" or "Focal" or "MultiLogloss" or "MultiCrossEntropy" or "MultiClassOneVsAll":
                return TreeEnsembleLink.Logistic;
            case "MultiClass":
                return TreeEnsembleLink.Softmax;
            case "Poisson" or "Tweedie" or "LogLinQuantile":
                return TreeEnsembleLink.Exponential;
            case "RMSE" or "MAE" or "Quantile" or "MultiQuantile" or "MAPE" or "Huber" or "Expectile" or "Lq" or "LogCosh" or "MultiRMSE" or "MultiRMSEWithMissingValues"
                or "QueryRMSE" or "QuerySoftMax" or "PairLogit" or "PairLogitPairwise" or "YetiRank" or "YetiRankPairwise" or "LambdaMart" or "StochasticRank":
                return TreeEnsembleLink.Identity;
            default:
                _notes.Add($"The objective is {(_objective.Length > 0 ? _objective + ", whose link is not known" : "not known")}: predictions are raw values, CatBoost's RawFormulaVal.");
                return TreeEnsembleLink.Identity;
        }
    }

    private void ReadFeatures(string kind)
    {
        if (kind == "float_features")
        {
            file.Items(ReadFeature);
        }
        else if (kind is "categorical_features" or "text_features" or "embedding_features")
        {
            file.Items(() => throw file.Fault($"the model has {kind.Replace('_', ' ')}, which become hashes or statistics that only CatBoost computes; {Advice}"));
        }
    }

    private void ReadFeature()
    {
        int? index = null, column = null;
        string treatment = "AsIs", text = "";
        file.Members(name =>
        {
            switch (name)
            {
                case "feature_index":
                    index = file.Integer();
                    break;
                case "flat_feature_index":
                    column = file.Integer();
                    break;
                case "feature_id" or "feature_name":
                    text = file.Text() is { Length: > 0 } given ? given : text;
                    break;
                case "nan_value_treatment":
                    treatment = file.Text();
                    break;
            }
        });
        if (index != _features.Count)
            throw file.Fault("feature_index", $"{_features.Count} is expected here: features come in order");
        if (treatment is not ("AsIs" or "AsFalse" or "AsTrue"))
            throw file.Fault("nan_value_treatment", $"\"{treatment}\" is not known; AsIs, AsFalse and AsTrue are");
        int place = column ?? index.Value;
        if (place < index || _features.Count > 0 && place <= _features[^1].Column)
            throw file.Fault("flat_feature_index", $"column {place} comes after column {(_features.Count > 0 ? _features[^1].Column : -1)}");
        _features.Add((place, treatment == "AsTrue"));
        if (text.Length > 0) _names[place] = text;
    }

    private void ReadInfo(string name)
    {
        if (name != "params" || file.Kind != ValueKind.Object) return;
        file.Members(parameter =>
        {
            if (parameter != "loss_function" || file.Kind != ValueKind.Object) return;
            file.Members(member => _objective = member == "type" ? file.Text() : _objective);
        });
    }

    // [scale, [bias, ...]], in old files [scale, bias].
    private void ReadScale()
    {
        int place = 0;
        file.Items(() =>
        {
            double[] numbers = file.Kind == ValueKind.Array ? file.Doubles()
                : double.TryParse(file.Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? [number]
                : throw file.Fault("a number is expected here");
            if (!numbers.All(double.IsFinite) || place > 1 || place == 0 && numbers.Length != 1)
                throw file.Fault("a finite scale and finite biases are expected here");
            if (place++ == 0) _scale = numbers[0];
            else _bias = numbers;
        });
    }
}
