using System.Numerics;
using System.Numerics.Tensors;

namespace CteFast.Attribution.Models;

/// <summary>Losses and measurements of one row: their values, their gradients by the outputs, and the columns of the output Fisher matrix.</summary>
internal static class OutputHead
{
    /// <summary>The number of columns v with Σ v·vᵀ = ∂²L/∂y²: one for each output.</summary>
    public static int FisherColumns(DenseNetwork network) => network.OutputCount;

    /// <summary>The measurement of a row.</summary>
    public static double Value<T>(Loss loss, Measurement measurement, ReadOnlySpan<T> y, ReadOnlySpan<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (loss == Loss.SquaredError)
        {
            double sum = 0;
            for (int k = 0; k < y.Length; k++)
            {
                double difference = double.CreateTruncating(y[k]) - double.CreateTruncating(target[k]);
                sum += measurement == Measurement.Loss ? difference * difference / 2 : Math.Abs(difference);
            }

            return sum;
        }

        if (loss == Loss.Logistic)
        {
            double margin = double.CreateTruncating(target[0] == T.One ? y[0] : -y[0]);
            return measurement == Measurement.Margin ? margin : Math.Max(-margin, 0) + Math.Log(1 + Math.Exp(-Math.Abs(margin)));
        }

        int t = int.CreateTruncating(target[0]);
        return measurement == Measurement.Margin
            ? double.CreateTruncating(y[t]) - LogSum(y, except: t)
            : LogSum(y, except: -1) - double.CreateTruncating(y[t]);
    }

    /// <summary>The gradient of a measurement by the outputs.</summary>
    public static void Gradient<T>(Loss loss, Measurement measurement, ReadOnlySpan<T> y, ReadOnlySpan<T> target, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (loss == Loss.SquaredError)
        {
            for (int k = 0; k < y.Length; k++)
                gradient[k] = measurement == Measurement.Loss ? y[k] - target[k] : T.CreateTruncating(T.Sign(y[k] - target[k]));
            return;
        }

        if (loss == Loss.Logistic)
        {
            bool isOne = target[0] == T.One;
            gradient[0] = measurement == Measurement.Margin ? (isOne ? T.One : -T.One) : Logistic(y[0]) - (isOne ? T.One : T.Zero);
            return;
        }

        int t = int.CreateTruncating(target[0]);
        if (measurement == Measurement.Margin)
        {
            Softmax(y, gradient, except: t);
            for (int k = 0; k < gradient.Length; k++) gradient[k] = k == t ? T.One : -gradient[k];
        }
        else
        {
            Softmax(y, gradient, except: -1);
            gradient[t] -= T.One;
        }
    }

    /// <summary>What <see cref="FisherColumn"/> needs of a row: the probabilities of a softmax, or the standard deviation √(s(1 − s)) of a logistic output.</summary>
    public static void Probabilities<T>(Loss loss, ReadOnlySpan<T> y, Span<T> probabilities)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (loss == Loss.SoftmaxCrossEntropy)
        {
            Softmax(y, probabilities, except: -1);
        }
        else if (loss == Loss.Logistic)
        {
            probabilities[0] = T.Sqrt(Logistic(y[0]) * Logistic(-y[0]));
        }
    }

    /// <summary>A column v of the output Fisher matrix Σ v·vᵀ: e_k for squares, √p_k·(p − e_k) for a softmax, √(s(1 − s)) for a logistic output.</summary>
    public static void FisherColumn<T>(Loss loss, ReadOnlySpan<T> probabilities, int k, Span<T> column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (loss == Loss.Logistic)
        {
            column[0] = probabilities[0];
        }
        else if (loss == Loss.SquaredError)
        {
            column.Clear();
            column[k] = T.One;
        }
        else
        {
            T root = T.Sqrt(probabilities[k]);
            TensorPrimitives.Multiply(probabilities, root, column);
            column[k] -= root;
        }
    }

    /// <summary>Multiplies v by the second derivative of the loss by the outputs, in place.</summary>
    public static void ApplyHessian<T>(Loss loss, ReadOnlySpan<T> probabilities, Span<T> v)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (loss == Loss.SquaredError) return;
        if (loss == Loss.Logistic)
        {
            v[0] *= probabilities[0] * probabilities[0];
            return;
        }

        T mean = T.Zero;
        for (int k = 0; k < v.Length; k++) mean += probabilities[k] * v[k];
        for (int k = 0; k < v.Length; k++) v[k] = probabilities[k] * (v[k] - mean);
    }

    private static T Logistic<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T e = T.Exp(-T.Abs(x));
        return (x >= T.Zero ? T.One : e) / (T.One + e);
    }

    private static double LogSum<T>(ReadOnlySpan<T> y, int except)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double largest = double.CreateTruncating(Largest(y, except)), sum = 0;
        for (int k = 0; k < y.Length; k++)
        {
            if (k != except) sum += Math.Exp(double.CreateTruncating(y[k]) - largest);
        }

        return largest + Math.Log(sum);
    }

    private static void Softmax<T>(ReadOnlySpan<T> y, Span<T> probabilities, int except)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T largest = Largest(y, except), sum = T.Zero;
        for (int k = 0; k < y.Length; k++) sum += probabilities[k] = k == except ? T.Zero : T.Exp(y[k] - largest);
        probabilities = probabilities[..y.Length];
        TensorPrimitives.Divide(probabilities, sum, probabilities);
    }

    private static T Largest<T>(ReadOnlySpan<T> y, int except)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T largest = T.NegativeInfinity;
        for (int k = 0; k < y.Length; k++)
        {
            if (k != except && y[k] > largest) largest = y[k];
        }

        return largest;
    }
}
