using System.Globalization;

namespace CteFast.Explain.Models.Trees.Formats;

/// <summary>What an XGBoost objective says about margins: how they become predictions, and how the base score becomes a margin.</summary>
/// <remarks>
/// The base score stands in the space of predictions: logistic objectives (<c>binary:logitraw</c> too) take its log-odds,
/// <c>count:poisson</c>, <c>reg:gamma</c>, <c>reg:tweedie</c> and <c>survival:*</c> its logarithm, all others take it as it is.
/// </remarks>
internal readonly record struct XgboostObjective(string Name, TreeEnsembleLink Link)
{
    public static XgboostObjective Read(JsonPlace place)
    {
        string name = place.Text();
        return new XgboostObjective(name, name switch
        {
            "binary:logistic" or "binary:logitraw" or "reg:logistic" => TreeEnsembleLink.Logistic,
            "multi:softprob" or "multi:softmax" => TreeEnsembleLink.Softmax,
            "binary:hinge" => TreeEnsembleLink.Step,
            "count:poisson" or "reg:gamma" or "reg:tweedie" or "survival:cox" or "survival:aft" => TreeEnsembleLink.Exponential,
            _ when name.StartsWith("reg:", StringComparison.Ordinal) || name.StartsWith("rank:", StringComparison.Ordinal) => TreeEnsembleLink.Identity,
            _ => throw place.Fault($"objective \"{name}\" is not supported; reg:*, binary:*, multi:*, count:poisson, rank:* and survival:* are"),
        });
    }

    /// <summary>Reads base scores, <c>"5E-1"</c> or <c>"[1E-1,2E-1]"</c>, as margins.</summary>
    public double[] BaseMargins(JsonPlace place)
    {
        string text = place.Text().Trim();
        if (text.StartsWith('[') && text.EndsWith(']'))
            text = text[1..^1];
        string[] parts = text.Split(',');
        var margins = new double[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out float score))
                throw place.Fault("a number, or numbers in brackets, are expected here");
            float margin = Link switch
            {
                TreeEnsembleLink.Logistic => (float)-Math.Log(1f / score - 1f),
                TreeEnsembleLink.Exponential => (float)Math.Log(score),
                _ => score,
            };
            if (!float.IsFinite(margin))
                throw place.Fault($"a base score of {parts[i].Trim()} makes no finite margin for {Name}; save the model again");
            margins[i] = margin;
        }

        return margins;
    }
}
