using System.Text;
using CteFast.Explain.Models;

namespace CteFast.AotSmoke;

/// <summary>A small model in each format of text, read from a stream: the readers need no reflection.</summary>
internal static class SmallModels
{
    private static readonly (string Name, string Text)[] Texts =
    [
        // x1 < 0.5 ? 1 : (x0 in {2, 3} ? -3 : 4)
        ("XGBoost", """
            {"learner":{"feature_names":[],"gradient_booster":{"model":{"gbtree_model_param":{"num_trees":"1"},"tree_info":[0],"trees":[{"left_children":[1,-1,3,-1,-1],
             "right_children":[2,-1,4,-1,-1],"split_indices":[1,0,0,0,0],"split_conditions":[5E-1,1E0,0,4E0,-3E0],"split_type":[0,0,1,0,0],"categories":[2,3],"categories_nodes":[2],
             "categories_segments":[0],"categories_sizes":[2],"default_left":[0,0,1,0,0],"tree_param":{"num_nodes":"5"}}]},"name":"gbtree"},
             "learner_model_param":{"base_score":"5E-1","num_class":"0","num_feature":"2"},"objective":{"name":"reg:squarederror"}}}
            """),
        ("LightGBM", "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx=1\nobjective=regression\nfeature_names=a b\n\n"
            + "Tree=0\nnum_leaves=2\nnum_cat=0\nsplit_feature=0\nthreshold=1.5\ndecision_type=10\nleft_child=-1\nright_child=-2\nleaf_value=10 20\n\nend of trees\n"),
        ("network", """{"format":"ctefast-mlp/1","features":["a","b"],"layers":[{"weights":[[1],[2]],"bias":[0.5],"activation":"sigmoid"}]}"""),
    ];

    /// <summary>Reads each and predicts a few rows.</summary>
    public static IEnumerable<(string Name, float[] Predictions)> Predict()
    {
        float[] rows = [0, 0, 2, 1, 1, 1];
        foreach ((string name, string text) in Texts)
        {
            IModel model = ModelReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), name);
            float[] predictions = new float[rows.Length / model.FeatureCount];
            model.Predict(rows, predictions);
            yield return (name, predictions);
        }
    }
}
