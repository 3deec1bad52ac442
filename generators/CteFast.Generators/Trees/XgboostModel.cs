using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace CteFast.Generators.Trees;

/// <summary>Reads the JSON of XGBoost's <c>save_model</c>, to the trees and margins that the library's <c>XgboostReader</c> makes of it.</summary>
internal static class XgboostModel
{
    private const int MaxDepth = 1024;
    private const int MostNodes = 2_000_000;      // the compiler makes a syntax node for every number

    public static TreeModel Read(JsonValue root)
    {
        JsonValue learner = root["learner"], parameters = learner["learner_model_param"];
        int featureCount = parameters["num_feature"].Integer;
        if (featureCount < 1) throw parameters["num_feature"].Fault("the model has no features");
        string[] names = learner.TryGet("feature_names")?.Array(name => name.Text) ?? [];
        if (names.Length != 0 && names.Length != featureCount) throw learner["feature_names"].Fault($"there are {names.Length} names for {featureCount} features");

        JsonValue booster = learner["gradient_booster"];
        string kind = booster["name"].Text;
        if (kind is not ("gbtree" or "dart")) throw booster["name"].Fault($"booster \"{kind}\" is not supported; train with gbtree or dart");
        JsonValue model = booster.TryGet("model") ?? booster["gbtree"]["model"];
        // In dart's own object up to 3.2, beside the model in 3.3, inside it from 3.4 on.
        JsonValue? given = booster.TryGet("weight_drop") ?? model.TryGet("weight_drop");
        if (kind == "dart" && given is null) throw booster.Fault("there is no \"weight_drop\"; is this a model saved by XGBoost?");
        float[] weights = given?.Array(value => value.Single) ?? [];
        int[] outputs = model["tree_info"].Array(value => value.Integer);
        IReadOnlyList<JsonValue> trees = model["trees"].Items;
        if (outputs.Length != trees.Count) throw model["tree_info"].Fault($"there are {outputs.Length} entries for {trees.Count} trees");
        if (weights.Length > trees.Count) throw given!.Fault($"there are {weights.Length} weights for {trees.Count} trees");
        int used = UsedTrees(learner, model, trees.Count, outputs.Length == 0 ? 1 : outputs.Max() + 1);

        var nodes = new Nodes(featureCount);
        for (int t = 0; t < used; t++) nodes.Add(trees[t], t < weights.Length ? weights[t] : 1f);
        string objective = learner["objective"]["name"].Text;
        string link = Link(objective) ?? throw learner["objective"]["name"].Fault($"objective \"{objective}\" is not supported");
        float[] margins = BaseMargins(parameters, objective == LogitRaw && IsBefore(root, 1, 4) ? "Logistic" : link, outputs);
        if (link == "Softmax" && margins.Length < 2) throw parameters.Fault("a softmax needs two outputs or more");
        return new TreeModel(featureCount, new(names), objective, link, new(margins), new([.. outputs.Take(used)]),
            new(nodes.Sizes), new(nodes.Depths), new(nodes.Splits), new(nodes.Values), new(nodes.Sets), new(nodes.HasCovers ? nodes.Covers : []));
    }

    // Predicts margins, but before version 1.4 its base score is a probability.
    private const string LogitRaw = "binary:logitraw";

    private static string? Link(string objective) => objective switch
    {
        "binary:logistic" or "reg:logistic" => "Logistic",
        LogitRaw => "Identity",
        "multi:softprob" or "multi:softmax" => "Softmax",
        "binary:hinge" => "Step",
        "count:poisson" or "reg:gamma" or "reg:tweedie" or "survival:cox" or "survival:aft" => "Exponential",
        "rank:pairwise" or "rank:ndcg" or "rank:map" or "reg:squarederror" or "reg:linear" or "reg:squaredlogerror" or "reg:pseudohubererror"
            or "reg:absoluteerror" or "reg:quantileerror" or "reg:expectileerror" => "Identity",
        _ => null,
    };

    private static bool IsBefore(JsonValue root, int major, int minor)
    {
        int[] version = root.TryGet("version")?.Array(value => value.Integer) ?? [];
        return version.Length >= 2 && (version[0] < major || (version[0] == major && version[1] < minor));
    }

    /// <summary>The trees up to the best iteration of early stopping, where XGBoost's own predictions stop.</summary>
    private static int UsedTrees(JsonValue learner, JsonValue model, int count, int outputs)
    {
        if (learner.TryGet("attributes")?.TryGet("best_iteration") is not { } attribute
            || !int.TryParse(attribute.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int best))
        {
            return count;
        }

        int[] starts = model.TryGet("iteration_indptr")?.Array(value => value.Integer) ?? [];
        int parallel = Math.Max(1, model.TryGet("gbtree_model_param")?.TryGet("num_parallel_tree")?.Integer ?? 1);
        long end = best + 1L < starts.Length ? starts[best + 1] : (best + 1L) * parallel * outputs;
        return end <= 0 || end >= count ? count : (int)end;
    }

    private static float[] BaseMargins(JsonValue parameters, string link, int[] outputs)
    {
        int count = Math.Max(1, Math.Max(parameters.TryGet("num_class")?.Integer ?? 0, parameters.TryGet("num_target")?.Integer ?? 1));
        int used = outputs.Length == 0 ? 1 : outputs.Max() + 1;
        if (outputs.Any(output => output < 0) || (outputs.Length > 0 && count != used) || count > Math.Max(1, outputs.Length))
            throw parameters.Fault($"{count} outputs are declared (num_class, num_target), but the trees add to {used}");

        JsonValue place = parameters["base_score"];
        float[] margins = [.. place.Text.Trim().TrimStart('[').TrimEnd(']').Split(',').Select(part =>
            float.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out float score) ? Margin(score) : throw place.Fault("a number, or numbers in brackets, are expected here"))];
        if (margins.Length != 1 && margins.Length != count) throw place.Fault($"there are {margins.Length} base scores for {count} outputs");
        return margins.Length == count ? margins : [.. Enumerable.Repeat(margins[0], count)];

        float Margin(float score)
        {
            float margin = link switch
            {
                "Logistic" => (float)-Math.Log(1f / score - 1f),
                "Exponential" => (float)Math.Log(score),
                _ => score,
            };
            return float.IsNaN(margin) || float.IsInfinity(margin) ? throw place.Fault("a base score makes no finite margin") : margin;
        }
    }

    /// <summary>The nodes of all trees, as they come.</summary>
    private sealed class Nodes(int featureCount)
    {
        private long _words;

        public List<int> Sizes { get; } = [];

        public List<int> Depths { get; } = [];

        public List<int> Splits { get; } = [];

        public List<float> Values { get; } = [];

        public List<int> Sets { get; } = [];

        public List<float> Covers { get; } = [];

        public bool HasCovers { get; private set; } = true;

        public void Add(JsonValue tree, float weight)
        {
            if (tree.TryGet("tree_param")?.TryGet("size_leaf_vector") is { Integer: > 1 } vector) throw vector.Fault("trees with a vector in each leaf are not supported");
            int[] left = tree["left_children"].Array(value => value.Integer), right = tree["right_children"].Array(value => value.Integer);
            int[] features = tree["split_indices"].Array(value => value.Integer);
            float[] values = tree["split_conditions"].Array(value => value.AnyNumber);
            bool[] defaultLeft = tree["default_left"].Array(value => value.Flag);
            float[]? covers = tree.TryGet("sum_hessian")?.Array(value => value.AnyNumber);
            if (left.Length == 0 || new[] { right.Length, features.Length, values.Length, defaultLeft.Length, covers?.Length ?? left.Length }.Any(length => length != left.Length))
                throw tree.Fault("the arrays of the tree are empty or differ in length");
            HasCovers &= covers is not null && !covers.Any(cover => float.IsNaN(cover) || float.IsInfinity(cover));
            int[]?[] sets = XgboostCategories.Read(tree, left.Length, ref _words);

            // Breadth first, children side by side.
            var queue = new List<int> { 0 };
            var level = new List<int> { 0 };
            var reached = new bool[left.Length];
            reached[0] = true;
            for (int head = 0; head < queue.Count; head++)
            {
                int node = queue[head];
                bool isLeaf = left[node] == -1 && right[node] == -1;
                if (!isLeaf && (uint)features[node] >= (uint)featureCount) throw tree.Fault($"node {node}: feature {features[node]} is compared, but num_feature is {featureCount}");
                if (level[head] > MaxDepth) throw tree.Fault($"the tree is more than {MaxDepth} levels deep");
                // A category of the set goes right in the file, and left here.
                int[]? set = isLeaf ? null : sets[node];
                int code = 2 * features[node] + (defaultLeft[node] == set is null ? 0 : 1);
                Splits.Add(isLeaf ? -1 : set is null ? code : -2);
                if (set is not null) Sets.AddRange([code, set.Length, .. set]);
                // A split by category has no threshold.
                float value = isLeaf ? values[node] * weight : set is not null && (float.IsNaN(values[node]) || float.IsInfinity(values[node])) ? 0f : values[node];
                if (isLeaf && (float.IsNaN(value) || float.IsInfinity(value))) throw tree.Fault($"node {node}: the leaf value is not finite");
                if (float.IsNaN(value) || float.IsInfinity(value)) throw tree.Fault($"node {node}: the threshold is {value}, which cannot be compiled; load the model when the program runs");
                Values.Add(value);
                Covers.Add(covers?[node] ?? 0f);
                if (Splits.Count > MostNodes) throw tree.Fault($"a model of more than {MostNodes} nodes is too large to compile");
                if (isLeaf) continue;
                foreach (int child in set is null ? new[] { left[node], right[node] } : [right[node], left[node]])
                {
                    if ((uint)child >= (uint)left.Length || reached[child]) throw tree.Fault($"node {node}: child {child} is reached twice or is not one of the {left.Length} nodes");
                    reached[child] = true;
                    queue.Add(child);
                    level.Add(level[head] + 1);
                }
            }

            Sizes.Add(queue.Count);
            Depths.Add(level[level.Count - 1]);
        }
    }
}
