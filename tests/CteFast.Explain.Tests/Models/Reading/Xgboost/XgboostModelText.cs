using System.Text;
using CteFast.Explain.Models.Reading.Xgboost;
using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Tests.Models.Reading.Xgboost;

/// <summary>A small XGBoost file, every part of which a test can spoil. Each tree is x0 &lt; 1 ? 1 : 4.</summary>
internal sealed record XgboostModelText
{
    public string Objective { get; init; } = "reg:squarederror";
    public string BaseScore { get; init; } = "5E-1";
    public string Booster { get; init; } = "gbtree";
    public string WeightDrop { get; init; } = "[]";
    public int Classes { get; init; }
    public int Trees { get; init; } = 1;
    public string DeclaredTrees { get; init; } = "";
    public string Features { get; init; } = "2";
    public string Names { get; init; } = "[]";
    public string TreeInfo { get; init; } = "";
    public string Left { get; init; } = "[1,-1,-1]";
    public string Right { get; init; } = "[2,-1,-1]";
    public string SplitIndices { get; init; } = "[0,0,0]";
    public string SplitConditions { get; init; } = "[1,1,4]";
    public string SplitType { get; init; } = "[0,0,0]";
    /// <summary>categories, categories_nodes, categories_segments, categories_sizes; or nothing.</summary>
    public string Categories { get; init; } = "";
    public string DefaultLeft { get; init; } = "[0,0,0]";
    public string Nodes { get; init; } = "3";
    public string LeafVector { get; init; } = "0";
    public string Version { get; init; } = "[1,7,4]";
    public string Attributes { get; init; } = "{}";
    /// <summary>More members of every tree, each followed by a comma.</summary>
    public string MoreOfTree { get; init; } = "";
    /// <summary>More members of the model, each followed by a comma.</summary>
    public string MoreOfModel { get; init; } = "";
    /// <summary>More members of the booster, each followed by a comma.</summary>
    public string MoreOfBooster { get; init; } = "";

    public static TreeEnsemble Read(XgboostModelText text) => XgboostReader.Read(text.Utf8(), "model.json");

    public byte[] Utf8() => Encoding.UTF8.GetBytes(ToJson());

    private string ToJson()
    {
        string[] names = ["categories", "categories_nodes", "categories_segments", "categories_sizes"];
        string categories = Categories.Length == 0 ? ""
            : string.Concat(names.Zip(Categories[1..^1].Split("],["), (name, items) => $"\"{name}\":[{items}],"));
        string tree = $$$"""
            {{{{MoreOfTree}}}{{{categories}}}"left_children":{{{Left}}},"right_children":{{{Right}}},"split_indices":{{{SplitIndices}}},"split_conditions":{{{SplitConditions}}},
             "split_type":{{{SplitType}}},"default_left":{{{DefaultLeft}}},"tree_param":{"num_nodes":"{{{Nodes}}}","size_leaf_vector":"{{{LeafVector}}}"}}
            """;
        string info = TreeInfo.Length > 0 ? TreeInfo : $"[{string.Join(',', Enumerable.Range(0, Trees).Select(t => t % Math.Max(1, Classes)))}]";
        string model = $$$"""
            {{{{MoreOfModel}}}"gbtree_model_param":{"num_trees":"{{{(DeclaredTrees.Length > 0 ? DeclaredTrees : Trees)}}}"},"tree_info":{{{info}}},"trees":[{{{string.Join(',', Enumerable.Repeat(tree, Trees))}}}]}
            """;
        string booster = Booster == "dart"
            ? $$$"""{"name":"dart","gbtree":{"name":"gbtree","model":{{{model}}}},"weight_drop":{{{WeightDrop}}}}"""
            : $$$"""{"name":"{{{Booster}}}",{{{MoreOfBooster}}}"model":{{{model}}}}""";
        return $$$"""
            {"learner":{"attributes":{{{Attributes}}},"feature_names":{{{Names}}},"gradient_booster":{{{booster}}},"objective":{"name":"{{{Objective}}}"},
             "learner_model_param":{"base_score":"{{{BaseScore}}}","num_class":"{{{Classes}}}","num_feature":"{{{Features}}}"}},"version":{{{Version}}}}
            """;
    }
}
