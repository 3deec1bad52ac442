using CteFast.Explain.Global.Importance;

namespace CteFast.Cli.Render;

/// <summary>The importance of features, however it was measured.</summary>
/// <param name="Method">How it was measured.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Loss">The loss.</param>
/// <param name="Features">The features' names.</param>
/// <param name="Values">A number a feature, in the loss's unit.</param>
/// <param name="Errors">How far off each may be.</param>
/// <param name="ErrorName">What the errors are, as JSON names it.</param>
/// <param name="BaselineLoss">The loss with nothing known, where it is measured.</param>
/// <param name="ModelLoss">The loss of the model.</param>
/// <param name="ModelRows">The model rows.</param>
/// <param name="Elapsed">The time spent.</param>
/// <param name="Converged">Whether the errors fell to the precision wanted; null where none was.</param>
internal sealed record ImportanceReport(string Method, string Model, LossFunction Loss, string[] Features, double[] Values, double[] Errors, string ErrorName,
    double? BaselineLoss, double ModelLoss, long ModelRows, TimeSpan Elapsed, bool? Converged)
{
    /// <summary>The loss in words.</summary>
    public string LossName => Sentences.LossName(Loss);
}
