using System.Globalization;
using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Models.Reading.LightGbm;

/// <summary>What a LightGBM objective, as in <c>binary sigmoid:1</c>, says about margins.</summary>
internal readonly record struct LightGbmObjective(string Name, TreeEnsembleLink Link, double Scale)
{
    public static LightGbmObjective Read(LightGbmText.Block header)
    {
        // Without an objective the trees were boosted by the user's own; LightGBM predicts their sum then.
        string[] parts = header.Has("objective") ? header.Text("objective").Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        string name = parts.Length == 0 ? "" : parts[0];
        double scale = 1;
        foreach (string part in parts)
        {
            if (part.StartsWith("sigmoid:", StringComparison.Ordinal)
                && !(double.TryParse(part["sigmoid:".Length..], NumberStyles.Float, CultureInfo.InvariantCulture, out scale) && scale > 0 && double.IsFinite(scale)))
            {
                throw header.Fault("objective", "the sigmoid's scale is not a positive number");
            }
        }

        return new LightGbmObjective(name, name switch
        {
            "" or "custom" or "none" or "lambdarank" or "rank_xendcg" => TreeEnsembleLink.Identity,
            "regression" or "regression_l1" or "huber" or "fair" or "quantile" or "mape" =>
                parts.Contains("sqrt") ? TreeEnsembleLink.SignedSquare : TreeEnsembleLink.Identity,
            "poisson" or "gamma" or "tweedie" => TreeEnsembleLink.Exponential,
            "binary" or "multiclassova" or "cross_entropy" or "xentropy" => TreeEnsembleLink.Logistic,
            "cross_entropy_lambda" or "xentlambda" => TreeEnsembleLink.Softplus,
            "multiclass" => TreeEnsembleLink.Softmax,
            _ => throw header.Fault("objective", $"objective \"{name}\" is not supported"),
        }, scale);
    }
}
