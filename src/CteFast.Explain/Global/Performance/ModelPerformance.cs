using System.Diagnostics;
using CteFast.Explain.Asking;
using CteFast.Explain.Global.Importance;
using CteFast.Explain.Models;

namespace CteFast.Explain.Global.Performance;

/// <summary>How well a model predicts labelled rows: of a classifier log loss, accuracy and, of two classes, the area under the ROC curve; of numbers R², and mean errors.</summary>
[DebuggerDisplay("{Loss}: {ModelLoss} of the model, {MeanLoss} of the mean prediction")]
public sealed class ModelPerformance
{
    /// <summary>The loss: cross-entropy (log loss) for probabilities, else the squared error.</summary>
    public required LossFunction Loss { get; init; }

    /// <summary>The model's mean loss.</summary>
    public required double ModelLoss { get; init; }

    /// <summary>The mean loss of predicting the same for every row: the model's mean prediction over these rows.</summary>
    public required double MeanLoss { get; init; }

    /// <summary>The measures people know, by name: <c>log loss, accuracy, AUC</c>, or <c>R², MAE, RMSE</c>.</summary>
    public required IReadOnlyList<(string Name, double Value)> Measures { get; init; }

    /// <summary>Whether the model predicts worse than its own mean: labels in another unit, a logarithm, or rows that do not belong to them.</summary>
    public bool IsWorseThanMean => ModelLoss > MeanLoss;

    /// <summary>The loss that suits what a model predicts: cross-entropy for probabilities, else the squared error.</summary>
    /// <param name="model">The model, which gives predictions and not margins.</param>
    public static LossFunction LossOf(IModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.OutputKind == OutputKind.Probability ? LossFunction.CrossEntropy : LossFunction.SquaredError;
    }

    /// <summary>Predicts the rows and compares.</summary>
    /// <param name="model">The model, which gives predictions and not margins.</param>
    /// <param name="rows">Row-major rows, n x d.</param>
    /// <param name="labels">One label a row: a number, or a class from 0.</param>
    /// <param name="cancellationToken">Stops the work between two model calls.</param>
    /// <exception cref="ArgumentException">The model gives margins, or the labels do not fit.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity, or probabilities that are none.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static ModelPerformance Compute(IModel model, ReadOnlySpan<float> rows, ReadOnlySpan<float> labels, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.OutputKind == OutputKind.Margin) throw new ArgumentException("The model's outputs are margins; labels are compared with predictions, so have the model return those.", nameof(model));
        const int BatchRows = 4096;
        int k = model.OutputCount, n = rows.Length / model.FeatureCount;
        LossFunction function = LossOf(model);
        var loss = new LabelledLoss(function, labels, n, model);
        double[] outputs = new double[n * k], mean = new double[k];
        model.PredictFinite(rows, outputs, new float[Math.Min(n, BatchRows) * k], cancellationToken);
        for (int i = 0; i < outputs.Length; i++) mean[i % k] += outputs[i] / n;
        double ofModel = 0, ofMean = 0;
        for (int i = 0; i < n; i++)
        {
            ofModel += loss.Of(i, outputs.AsSpan(i * k, k)) / n;
            ofMean += loss.Of(i, mean) / n;
        }

        return new ModelPerformance
        {
            Loss = function,
            ModelLoss = ofModel,
            MeanLoss = ofMean,
            Measures = function == LossFunction.CrossEntropy ? OfClasses(model, outputs, labels, ofModel) : k == 1 ? OfNumbers(outputs, labels, ofModel) : [("RMSE", Math.Sqrt(ofModel))],
        };
    }

    private static (string, double)[] OfClasses(IModel model, double[] outputs, ReadOnlySpan<float> labels, double logLoss)
    {
        int k = model.OutputCount;
        var error = new LabelledLoss(LossFunction.ClassificationError, labels, labels.Length, model);
        double wrong = 0;
        for (int i = 0; i < labels.Length; i++) wrong += error.Of(i, outputs.AsSpan(i * k, k));
        (string, double)[] measures = [("log loss", logLoss), ("accuracy", 1 - wrong / labels.Length)];
        if (k > 2) return measures;
        double[] second = [.. Enumerable.Range(0, labels.Length).Select(i => outputs[i * k + k - 1])];
        return [.. measures, ("AUC", AreaUnderCurve(second, labels))];
    }

    private static (string, double)[] OfNumbers(double[] outputs, ReadOnlySpan<float> labels, double squaredError)
    {
        double mean = 0, spread = 0, absolute = 0;
        foreach (float label in labels) mean += (double)label / labels.Length;
        for (int i = 0; i < labels.Length; i++)
        {
            spread += (labels[i] - mean) * (labels[i] - mean) / labels.Length;
            absolute += Math.Abs(outputs[i] - labels[i]) / labels.Length;
        }

        return [("R²", spread > 0 ? 1 - squaredError / spread : double.NaN), ("MAE", absolute), ("RMSE", Math.Sqrt(squaredError))];
    }

    /// <summary>The part of the pairs of a row of class 1 and one of class 0 in which the first has the larger probability; equal ones count half.</summary>
    private static double AreaUnderCurve(double[] probabilities, ReadOnlySpan<float> labels)
    {
        float[] classes = labels.ToArray();
        Array.Sort(probabilities, classes);
        double pairs = 0, zeros = 0, ones = 0;
        for (int start = 0, end; start < classes.Length; start = end)
        {
            double equalZeros = 0, equalOnes = 0;
            for (end = start; end < classes.Length && probabilities[end] == probabilities[start]; end++)
            {
                if (classes[end] == 1) equalOnes++;
                else equalZeros++;
            }

            pairs += equalOnes * (zeros + equalZeros / 2);
            (zeros, ones) = (zeros + equalZeros, ones + equalOnes);
        }

        return zeros * ones > 0 ? pairs / (zeros * ones) : double.NaN;
    }
}
