using CteFast.Explain.Models;

namespace CteFast.Explain.Global.Importance;

/// <summary>The losses of predictions, given the labels of the rows.</summary>
internal readonly struct LabelledLoss
{
    private const double LeastProbability = 1.0 / (1 << 24);

    private readonly float[] _labels;
    private readonly int _outputCount;

    /// <summary>Checks the labels.</summary>
    /// <exception cref="ArgumentException">There are not as many labels as the loss takes, or one is none: the row and the value are named.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The loss is none of the functions.</exception>
    public LabelledLoss(LossFunction function, ReadOnlySpan<float> labels, int rowCount, IModel model)
    {
        if (!Enum.IsDefined(function)) throw new ArgumentOutOfRangeException(nameof(function), function, $"{function} is no loss function.");
        Function = function;
        _outputCount = model.OutputCount;
        if (IsOfClasses && model.OutputKind == OutputKind.Margin)
            throw new ArgumentException("The model's outputs are margins, but this loss takes probabilities; have the model return those.", nameof(function));
        int each = IsOfClasses ? 1 : _outputCount;
        if (labels.Length != (long)rowCount * each)
            throw new ArgumentException($"There are {labels.Length} labels for {rowCount} rows{(each > 1 ? $" of {each} outputs" : "")}; give {(long)rowCount * each}.", nameof(labels));
        int classes = Math.Max(2, _outputCount);
        for (int i = 0; i < labels.Length; i++)
        {
            if (!float.IsFinite(labels[i])) throw new ArgumentException($"The label of row {i / each} is {labels[i]}; labels must be finite.", nameof(labels));
            if (IsOfClasses && !(labels[i] >= 0 && labels[i] < classes && labels[i] == MathF.Floor(labels[i])))
                throw new ArgumentException($"The label of row {i} is {labels[i]}, no class of the model; classes are 0 to {classes - 1}.", nameof(labels));
        }

        _labels = labels.ToArray();
    }

    public LossFunction Function { get; }

    private bool IsOfClasses => Function is LossFunction.CrossEntropy or LossFunction.ClassificationError;

    /// <summary>The loss of a row's outputs, k.</summary>
    /// <exception cref="InvalidOperationException">The loss needs a probability, and an output is none.</exception>
    public double Of(int row, ReadOnlySpan<double> outputs)
    {
        switch (Function)
        {
            case LossFunction.SquaredError:
            case LossFunction.AbsoluteError:
                double sum = 0;
                for (int output = 0; output < outputs.Length; output++)
                {
                    double error = outputs[output] - _labels[row * outputs.Length + output];
                    sum += Function == LossFunction.SquaredError ? error * error : Math.Abs(error);
                }

                return sum / outputs.Length;
            case LossFunction.CrossEntropy:
                return -Math.Log(Math.Max(LeastProbability, Probability(row, outputs)));
            default:
                return Class(outputs) == (int)_labels[row] ? 0 : 1;
        }
    }

    /// <summary>
    /// By how much the loss of a mean of sampled outputs is too large on average, to first order in the variances of the mean; of the squared error
    /// that is exact.
    /// </summary>
    public double Bias(int row, ReadOnlySpan<double> means, ReadOnlySpan<double> variances)
    {
        if (Function == LossFunction.SquaredError)
        {
            double sum = 0;
            foreach (double variance in variances) sum += variance;
            return sum / variances.Length;
        }

        // −ln p has the second derivative 1/p². Where p is not well above its standard error the expansion does not hold; the bound limits the damage.
        const double Largest = 0.5;
        double probability = Math.Max(LeastProbability, Probability(row, means));
        return Math.Min(Largest, variances[variances.Length > 1 ? (int)_labels[row] : 0] / (2 * probability * probability));
    }

    private double Probability(int row, ReadOnlySpan<double> outputs)
    {
        double probability = outputs.Length > 1 ? outputs[(int)_labels[row]] : _labels[row] == 1 ? outputs[0] : 1 - outputs[0];
        // Averages of floats that add up to 1 may be a little above.
        if (!(probability >= -1e-6 && probability <= 1 + 1e-6))
            throw new InvalidOperationException($"Row {row}: the model gives the label's class the probability {probability}; cross-entropy needs outputs between 0 and 1.");
        return probability;
    }

    private static int Class(ReadOnlySpan<double> outputs)
    {
        if (outputs.Length == 1) return outputs[0] >= 0.5 ? 1 : 0;
        int best = 0;
        for (int output = 1; output < outputs.Length; output++)
        {
            if (outputs[output] > outputs[best]) best = output;
        }

        return best;
    }
}
