using System.Globalization;
using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Models.Reading.Xgboost;

/// <summary>What an XGBoost objective says about margins: how they become predictions, and how the base score becomes a margin.</summary>
/// <remarks>
/// The base score stands in the space of predictions: logistic objectives take its log-odds, <c>count:poisson</c>, <c>reg:gamma</c>,
/// <c>reg:tweedie</c> and <c>survival:*</c> its logarithm, all others take it as it is. <c>binary:logitraw</c>, which predicts margins,
/// takes it as it is from version 1.4 on, its log-odds before.
/// </remarks>
internal readonly record struct XgboostObjective(string Name, TreeEnsembleLink Link, bool IsBaseScoreMargin)
{
    /// <summary>The objective of a name, or null if it is not supported.</summary>
    /// <param name="name">As XGBoost calls it.</param>
    /// <param name="version">The version that wrote the file.</param>
    public static XgboostObjective? Of(string name, Version version)
    {
        TreeEnsembleLink? link = name switch
        {
            "binary:logistic" or "reg:logistic" => TreeEnsembleLink.Logistic,
            "multi:softprob" or "multi:softmax" => TreeEnsembleLink.Softmax,
            "binary:hinge" => TreeEnsembleLink.Step,
            "count:poisson" or "reg:gamma" or "reg:tweedie" or "survival:cox" or "survival:aft" => TreeEnsembleLink.Exponential,
            "binary:logitraw" or "rank:pairwise" or "rank:ndcg" or "rank:map" or "reg:squarederror" or "reg:linear" or "reg:squaredlogerror"
                or "reg:pseudohubererror" or "reg:absoluteerror" or "reg:quantileerror" or "reg:expectileerror" => TreeEnsembleLink.Identity,
            _ => null,
        };
        return link is { } known ? new XgboostObjective(name, known, name != "binary:logitraw" || version >= new Version(1, 4)) : null;
    }

    /// <summary>Reads base scores, <c>"5E-1"</c> or <c>"[1E-1,2E-1]"</c>, as margins.</summary>
    /// <param name="text">The scores.</param>
    /// <param name="fault">Makes the exception for scores that are none.</param>
    public double[] BaseMargins(string text, Func<string, ModelFormatException> fault)
    {
        text = text.Trim();
        if (text.StartsWith('[') && text.EndsWith(']'))
            text = text[1..^1];
        string[] parts = text.Split(',');
        TreeEnsembleLink link = IsBaseScoreMargin ? Link : TreeEnsembleLink.Logistic;
        var margins = new double[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out float score))
                throw fault("a number, or numbers in brackets, are expected here");
            float margin = link switch
            {
                TreeEnsembleLink.Logistic => (float)-Math.Log(1f / score - 1f),
                TreeEnsembleLink.Exponential => (float)Math.Log(score),
                _ => score,
            };
            if (!float.IsFinite(margin))
                throw fault($"a base score of {parts[i].Trim()} makes no finite margin for {Name}; save the model again");
            margins[i] = margin;
        }

        return margins;
    }
}
