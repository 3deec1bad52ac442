using CteFast.Explain.Models.Linear;

namespace CteFast.Explain.Models.Reading.Xgboost;

internal sealed partial class XgboostLearner
{
    /// <summary>Makes the model of gblinear: the weights are those of a feature together, the biases behind the last feature's.</summary>
    /// <param name="version">The version that wrote the file.</param>
    /// <param name="versionText">As the file has it; empty where it has none.</param>
    /// <exception cref="ModelFormatException">Something is missing, damaged or not supported.</exception>
    public LinearModel BuildLinear(Version version, string versionText)
    {
        (int featureCount, XgboostObjective objective) = Check(version);
        float[] all = _linearWeights ?? throw Missing(Model, "weights");
        int k = OutputCount;
        if (all.Length != (featureCount + 1L) * k)
            throw Fault($"{Model}.weights", $"there are {all.Length} weights for {featureCount} features and a bias of {k} outputs");
        double[] baseMargins = BaseMargins(objective);
        var weights = new float[featureCount * k];
        for (int j = 0; j < featureCount; j++)
        {
            for (int output = 0; output < k; output++)
                weights[output * featureCount + j] = all[j * k + output];
        }

        float[] intercepts = [.. baseMargins.Select((margin, output) => all[featureCount * k + output] + (float)margin)];
        try
        {
            return new LinearModel(weights, intercepts, objective.Link, _names, new ModelInfo { Library = "XGBoost", Version = versionText, Objective = objective.Name, Notes = _notes });
        }
        catch (ArgumentException e)
        {
            throw _file.Fault(Learner, ArgumentMessage.Of(e), e);
        }
    }
}
