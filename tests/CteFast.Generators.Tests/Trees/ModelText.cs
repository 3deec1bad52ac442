using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace CteFast.Generators.Tests.Trees;

/// <summary>An additional file of a user's project.</summary>
internal sealed class ModelText(string path, string text) : AdditionalText
{
    public const string Class = "namespace User; /** <summary>Prices.</summary> */ [TreeModel(\"model.json\")] public sealed partial class PriceModel;";

    public override string Path => path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text, System.Text.Encoding.UTF8);

    /// <summary>A model of XGBoost's form, every part of which a test can spoil: x1 &lt; 0.5 ? 1 : (x0 &lt; -2.25 ? -3 : 4), missing values to the right and left.</summary>
    public static string Small(string objective = "reg:squarederror", string baseScore = "5E-1", int trees = 1, int classes = 0, string features = "2")
    {
        const string Tree = """
            {"left_children":[1,-1,3,-1,-1],"right_children":[2,-1,4,-1,-1],"split_indices":[1,0,0,0,0],"split_conditions":[5E-1,1E0,-2.25E0,-3E0,4E0],
             "split_type":[0,0,0,0,0],"default_left":[0,0,1,0,0],"sum_hessian":[1E1,6E0,4E0,3E0,1E0],"tree_param":{"num_nodes":"5","size_leaf_vector":"0"}}
            """;
        string info = string.Join(',', Enumerable.Range(0, trees).Select(t => (t % Math.Max(1, classes)).ToString(CultureInfo.InvariantCulture)));
        return $$$"""
            {"learner":{"feature_names":["carat","say \"depth\""],"gradient_booster":{"name":"gbtree","model":
             {"gbtree_model_param":{"num_trees":"{{{trees}}}"},"tree_info":[{{{info}}}],"trees":[{{{string.Join(',', Enumerable.Repeat(Tree, trees))}}}]}},
             "objective":{"name":"{{{objective}}}"},"learner_model_param":{"base_score":"{{{baseScore}}}","num_class":"{{{classes}}}","num_feature":"{{{features}}}"}},"version":[1,7,4]}
            """;
    }

    /// <summary>The small model with its two splits by category: a category of the set goes right.</summary>
    public static string Categorical(string first = "0,3,40", string second = "2", int trees = 1)
    {
        string text = Small(trees: trees).Replace("\"split_type\":[0,0,0,0,0]", "\"split_type\":[1,0,1,0,0]", StringComparison.Ordinal);
        int size = first.Length == 0 ? 0 : first.Split(',').Length;
        return text.Replace("{\"left_children\"", $"{{\"categories\":[{string.Join(',', new[] { first, second }.Where(set => set.Length > 0))}],\"categories_nodes\":[0,2],"
            + $"\"categories_segments\":[0,{size}],\"categories_sizes\":[{size},{(second.Length == 0 ? 0 : second.Split(',').Length)}],\"left_children\"", StringComparison.Ordinal);
    }

    public static ModelText Of(string text, string path = "/home/user/models/model.json") => new(path, text);
}
