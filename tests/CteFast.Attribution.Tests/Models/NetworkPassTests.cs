using CteFast.Attribution.Models;

namespace CteFast.Attribution.Tests.Models;

/// <summary>Derivatives against finite differences, outputs against loops.</summary>
public sealed class NetworkPassTests
{
    public static TheoryData<int[], Activation, Loss> Networks => new()
    {
        { [3, 2], Activation.Relu, Loss.SquaredError },
        { [4, 1], Activation.Relu, Loss.Logistic },
        { [5, 3], Activation.Relu, Loss.SoftmaxCrossEntropy },
        { [3, 7, 2], Activation.Tanh, Loss.SquaredError },
        { [3, 7, 1], Activation.Tanh, Loss.Logistic },
        { [4, 6, 5, 3], Activation.Tanh, Loss.SoftmaxCrossEntropy },
        { [4, 6, 5, 3], Activation.Relu, Loss.SoftmaxCrossEntropy },
        { [4, 9, 2], Activation.Relu, Loss.SquaredError },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void Predict_Rows_IsTheLoops(int[] widths, Activation activation, Loss loss)
    {
        (DenseNetwork network, double[] parameters, LabelledData<double> data) = Case(widths, activation, loss, rows: 300);
        var outputs = new double[data.Count * network.OutputCount];
        network.Predict<double>(parameters, data.Features, outputs);
        for (int i = 0; i < data.Count; i++)
        {
            double[] expected = Outputs(network, parameters, data.Row(i).ToArray());
            for (int k = 0; k < expected.Length; k++) Assert.Equal(expected[k], outputs[i * expected.Length + k], 1e-12);
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Gradient_Parameters_IsTheDifferenceQuotient(int[] widths, Activation activation, Loss loss)
    {
        const double Step = 1e-6;
        (DenseNetwork network, double[] parameters, LabelledData<double> data) = Case(widths, activation, loss, rows: 40);
        var gradient = new double[network.ParameterCount];
        network.Gradient(parameters, data, gradient);
        for (int p = 0; p < parameters.Length; p++)
        {
            double[] more = [.. parameters], less = [.. parameters];
            more[p] += Step;
            less[p] -= Step;
            Assert.Equal((MeanLoss(network, more, data) - MeanLoss(network, less, data)) / (2 * Step), gradient[p], 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void MeasurementGradient_Outputs_IsTheDifferenceQuotient(int[] widths, Activation activation, Loss loss)
    {
        const double Step = 1e-6;
        (DenseNetwork network, _, LabelledData<double> data) = Case(widths, activation, loss, rows: 20);
        Measurement[] measurements = loss == Loss.SquaredError ? [Measurement.Loss, Measurement.AbsoluteError] : [Measurement.Loss, Measurement.Margin];
        double[] y = Made.Normal(network.OutputCount, 8), gradient = new double[y.Length];
        foreach (Measurement measurement in measurements)
        {
            for (int i = 0; i < data.Count; i++)
            {
                OutputHead.Gradient<double>(loss, measurement, y, data.Target(i), gradient);
                for (int k = 0; k < y.Length; k++)
                {
                    double[] more = [.. y], less = [.. y];
                    more[k] += Step;
                    less[k] -= Step;
                    double quotient = (OutputHead.Value<double>(loss, measurement, more, data.Target(i)) - OutputHead.Value<double>(loss, measurement, less, data.Target(i))) / (2 * Step);
                    Assert.Equal(quotient, gradient[k], 1e-8);
                }
            }
        }
    }

    // G11: the columns add up to the second derivative of the loss.
    [Theory]
    [MemberData(nameof(Networks))]
    public void FisherColumns_Sum_IsTheSecondDerivative(int[] widths, Activation activation, Loss loss)
    {
        const double Step = 1e-5;
        (DenseNetwork network, _, LabelledData<double> data) = Case(widths, activation, loss, rows: 1);
        int n = network.OutputCount;
        double[] y = Made.Normal(n, 8), probabilities = new double[n], column = new double[n], matrix = new double[n * n];
        OutputHead.Probabilities<double>(loss, y, probabilities);
        for (int k = 0; k < OutputHead.FisherColumns(network); k++)
        {
            OutputHead.FisherColumn<double>(loss, probabilities, k, column);
            for (int i = 0; i < n * n; i++) matrix[i] += column[i / n] * column[i % n];
        }

        double[] more = new double[n], less = new double[n], applied = new double[n];
        for (int j = 0; j < n; j++)
        {
            double[] up = [.. y], down = [.. y];
            up[j] += Step;
            down[j] -= Step;
            OutputHead.Gradient<double>(loss, Measurement.Loss, up, data.Target(0), more);
            OutputHead.Gradient<double>(loss, Measurement.Loss, down, data.Target(0), less);
            Array.Clear(applied);
            applied[j] = 1;
            OutputHead.ApplyHessian<double>(loss, probabilities, applied);
            for (int i = 0; i < n; i++)
            {
                Assert.Equal((more[i] - less[i]) / (2 * Step), matrix[i * n + j], 1e-8);
                Assert.Equal(matrix[i * n + j], applied[i], 1e-14);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void HessianProduct_Vector_IsTheDifferenceOfGradients(int[] widths, Activation activation, Loss loss)
    {
        const double Step = 1e-6;
        (DenseNetwork network, double[] parameters, LabelledData<double> data) = Case(widths, activation, loss, rows: 30);
        int[] rows = [.. Enumerable.Range(0, 30)];
        var pass = new NetworkPass<double>(network, 30);
        pass.Run(parameters, data, rows);
        pass.Block.Scale([], rows);
        pass.PrepareFisher();
        double[] v = Made.Normal(network.ParameterCount, 7), product = new double[v.Length], more = new double[v.Length], less = new double[v.Length];
        new HessianProduct<double>(network, 30).Add(pass, parameters, v, [.. Enumerable.Repeat(1.0 / 30, 30)], product);
        network.Gradient<double>([.. parameters.Zip(v, (p, x) => p + Step * x)], data, more);
        network.Gradient<double>([.. parameters.Zip(v, (p, x) => p - Step * x)], data, less);
        double largest = product.Max(Math.Abs);
        for (int i = 0; i < v.Length; i++) Assert.Equal((more[i] - less[i]) / (2 * Step), product[i], 1e-6 * (1 + largest));
    }

    [Fact]
    public void Measure_LargeOutputs_DoesNotOverflow()
    {
        Assert.Equal(0, OutputHead.Value<float>(Loss.SoftmaxCrossEntropy, Measurement.Loss, [1000f, -1000f], [0f]));
        Assert.Equal(2000, OutputHead.Value<float>(Loss.SoftmaxCrossEntropy, Measurement.Loss, [1000f, -1000f], [1f]));
        Assert.Equal(1000, OutputHead.Value<float>(Loss.Logistic, Measurement.Loss, [1000f], [0f]));
        Assert.Equal(-1000, OutputHead.Value<float>(Loss.Logistic, Measurement.Margin, [1000f], [0f]));
    }

    [Fact]
    public void Arguments_Bad_SayWhatIsWrong()
    {
        Assert.Contains("features", Assert.Throws<ArgumentException>(() => new DenseNetwork([3], Activation.Relu, Loss.SquaredError)).Message);
        Assert.Contains("one output", Assert.Throws<ArgumentException>(() => new DenseNetwork([3, 2], Activation.Relu, Loss.Logistic)).Message);
        Assert.Contains("two outputs", Assert.Throws<ArgumentException>(() => DenseNetwork.SoftmaxRegression(3, 1)).Message);
        Assert.Contains("Layer 1", Assert.Throws<ArgumentException>(() => new DenseNetwork([3, 2, 0], Activation.Relu, Loss.SquaredError)).Message);
        Assert.Contains("Row 1, feature 0", Assert.Throws<ArgumentException>(() => new LabelledData<float>([1, float.NaN], 1, [0, 0])).Message);
        Assert.Contains("whole number of rows", Assert.Throws<ArgumentException>(() => new LabelledData<float>([1, 2, 3], 2, [0])).Message);
        var network = DenseNetwork.SoftmaxRegression(2, 3);
        LabelledData<double> data = new([1, 2], 2, [3]);
        Assert.Contains("0 to 2", Assert.Throws<ArgumentException>(() => network.Gradient(new double[9], data, new double[9])).Message);
        Assert.Contains("no measurement", Assert.Throws<ArgumentException>(() => network.Check(Measurement.AbsoluteError)).Message);
        Assert.Contains("9 parameters", Assert.Throws<ArgumentException>(() => network.Predict<double>(new double[8], data.Features, new double[3])).Message);
    }

    internal static (DenseNetwork Network, double[] Parameters, LabelledData<double> Data) Case(int[] widths, Activation activation, Loss loss, int rows)
    {
        var network = new DenseNetwork(widths, activation, loss);
        double[] parameters = new double[network.ParameterCount], noise = Made.Normal(network.ParameterCount, 4);
        network.Initialize<double>(parameters, 3);
        for (int i = 0; i < noise.Length; i++) parameters[i] += 0.1 * noise[i];       // biases too
        LabelledData<double> data = loss == Loss.SquaredError
            ? Made.Linear(rows, widths[0], 5, network.OutputCount)
            : Made.Classes(rows, widths[0], loss == Loss.Logistic ? 2 : network.OutputCount, 5);
        return (network, parameters, data);
    }

    private static double MeanLoss(DenseNetwork network, double[] parameters, LabelledData<double> data)
    {
        var losses = new double[data.Count];
        network.Measure<double>(parameters, data, Measurement.Loss, losses);
        return losses.Average();
    }

    private static double[] Outputs(DenseNetwork network, double[] parameters, double[] row)
    {
        foreach (LayerShape layer in network.Layers)
        {
            double[] sums = new double[layer.Outputs];
            for (int i = 0; i < layer.Outputs; i++)
            {
                sums[i] = parameters[layer.Offset + i * layer.Columns + layer.Inputs];
                for (int j = 0; j < layer.Inputs; j++) sums[i] += parameters[layer.Offset + i * layer.Columns + j] * row[j];
                if (layer != network.Layers[^1]) sums[i] = network.Activation == Activation.Relu ? Math.Max(sums[i], 0) : Math.Tanh(sums[i]);
            }

            row = sums;
        }

        return row;
    }
}
