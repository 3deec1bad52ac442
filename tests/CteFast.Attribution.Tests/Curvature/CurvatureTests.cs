using CteFast.Attribution.Curvature;
using CteFast.Attribution.Models;
using CteFast.Attribution.Tests.Models;
using CteFast.Attribution.Walk;

namespace CteFast.Attribution.Tests.Curvature;

public sealed class CurvatureTests
{
    // G11: the whole matrix, from derivatives of the outputs by differences.
    [Theory]
    [MemberData(nameof(NetworkPassTests.Networks), MemberType = typeof(NetworkPassTests))]
    public void GaussNewton_Network_IsTheOracles(int[] widths, Activation activation, Loss loss)
    {
        const double Step = 1e-6;
        (DenseNetwork network, double[] parameters, LabelledData<double> data) = NetworkPassTests.Case(widths, activation, loss, rows: 12);
        int p = network.ParameterCount, k = network.OutputCount, n = data.Count;
        double[] outputs = new double[n * k], more = new double[n * k], less = new double[n * k], expected = new double[p * p];
        network.Predict<double>(parameters, data.Features, outputs);
        double[][] jacobian = new double[p][];
        for (int i = 0; i < p; i++)
        {
            double[] up = [.. parameters], down = [.. parameters];
            up[i] += Step;
            down[i] -= Step;
            network.Predict<double>(up, data.Features, more);
            network.Predict<double>(down, data.Features, less);
            jacobian[i] = [.. more.Zip(less, (x, y) => (x - y) / (2 * Step))];
        }

        double[] probabilities = new double[k], v = new double[k];
        for (int row = 0; row < n; row++)
        {
            OutputHead.Probabilities<double>(loss, outputs.AsSpan(row * k, k), probabilities);
            for (int j = 0; j < p; j++)
            {
                jacobian[j].AsSpan(row * k, k).CopyTo(v);
                OutputHead.ApplyHessian<double>(loss, probabilities, v);
                for (int i = 0; i < p; i++) expected[i * p + j] += Enumerable.Range(0, k).Sum(o => jacobian[i][row * k + o] * v[o]) / n;
            }
        }

        double[] matrix = DenseGaussNewton<double>.Matrix(Rows(network, data, parameters));
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], matrix[i], 1e-6);
    }

    // G11: what EK-FAC applies, against Kronecker products written out; the eigenvalues against each row's projections.
    [Fact]
    public void EkFac_Network_IsTheKroneckerProduct()
    {
        (DenseNetwork network, double[] parameters, LabelledData<double> data) = NetworkPassTests.Case([3, 4, 2], Activation.Tanh, Loss.SoftmaxCrossEntropy, rows: 20);
        EkFac<double> basis = EkFac<double>.Fit(Rows(network, data, parameters));
        double[] v = Made.Normal(network.ParameterCount, 6), rotated = [.. v];
        Vectors.Rotate(network, basis.Into, rotated);
        double[] expectedValues = new double[network.ParameterCount];
        foreach (LayerShape layer in network.Layers)
        {
            LayerBasis<double> b = basis.Layers[network.Layers.ToArray().ToList().IndexOf(layer)];
            for (int i = 0; i < layer.Outputs; i++)
            {
                for (int j = 0; j < layer.Columns; j++)
                {
                    double sum = 0;
                    for (int o = 0; o < layer.Outputs; o++)
                    {
                        for (int c = 0; c < layer.Columns; c++) sum += b.Outputs[i * layer.Outputs + o] * b.Inputs[j * layer.Columns + c] * v[layer.Offset + o * layer.Columns + c];
                    }

                    Assert.Equal(sum, rotated[layer.Offset + i * layer.Columns + j], 1e-12);
                }
            }
        }

        Rows(network, data, parameters).Walk(_ => { }, (block, _) =>
        {
            for (int row = 0; row < block.Count; row++)
            {
                var gradient = new double[network.ParameterCount];
                DenseGaussNewton<double>.Outer(network, block, row, gradient);
                Vectors.Rotate(network, basis.Into, gradient);
                for (int i = 0; i < gradient.Length; i++) expectedValues[i] += gradient[i] * gradient[i] / data.Count;
            }
        });
        for (int i = 0; i < expectedValues.Length; i++) Assert.Equal(expectedValues[i], basis.Eigenvalues[i], 1e-12);
        Vectors.Rotate(network, basis.Back, rotated);
        for (int i = 0; i < v.Length; i++) Assert.Equal(v[i], rotated[i], 1e-12);
    }

    [Fact]
    public void Diagonal_Network_IsTheMatrixDiagonal()
    {
        (DenseNetwork network, double[] parameters, LabelledData<double> data) = NetworkPassTests.Case([4, 6, 5, 3], Activation.Relu, Loss.SoftmaxCrossEntropy, rows: 300);
        double[] matrix = DenseGaussNewton<double>.Matrix(Rows(network, data, parameters)), diagonal = DiagonalCurvature<double>.Fit(Rows(network, data, parameters)).Eigenvalues.ToArray();
        for (int i = 0; i < diagonal.Length; i++) Assert.Equal(matrix[i * diagonal.Length + i], diagonal[i], 1e-13);
    }

    // The means over checkpoints and rows, whatever the blocks: trace and threads.
    [Fact]
    public void EkFac_ManyThreadsAndBlocks_HasTheSameBits()
    {
        (DenseNetwork network, double[] parameters, LabelledData<double> data) = NetworkPassTests.Case([4, 6, 3], Activation.Relu, Loss.SoftmaxCrossEntropy, rows: 700);
        double[] other = [.. parameters.Select(p => 1.1 * p)];
        EkFac<double> one = EkFac<double>.Fit(new CurvatureRows<double>(network, data, [parameters, other], 1, CancellationToken.None));
        EkFac<double> many = EkFac<double>.Fit(new CurvatureRows<double>(network, data, [parameters, other], 3, CancellationToken.None));
        Assert.Equal(one.Eigenvalues.ToArray(), many.Eigenvalues.ToArray());
        double trace = 0;
        for (int point = 0; point < 2; point++)
        {
            double[] matrix = DenseGaussNewton<double>.Matrix(Rows(network, data, point == 0 ? parameters : other));
            for (int i = 0; i < network.ParameterCount; i++) trace += matrix[i * network.ParameterCount + i] / 2;
        }

        Assert.Equal(trace, one.Eigenvalues.ToArray().Sum(), 1e-10);
    }

    [Fact]
    public void GaussNewton_TooManyParameters_SaysSo()
    {
        (DenseNetwork network, double[] parameters, LabelledData<double> data) = NetworkPassTests.Case([70, 60, 2], Activation.Relu, Loss.SquaredError, rows: 3);
        Assert.Contains("Use EK-FAC", Assert.Throws<ArgumentException>(() => DenseGaussNewton<double>.Fit(Rows(network, data, parameters))).Message);
    }

    [Fact]
    public void RankFactors_Truncated_IsTheNearestMatrix()
    {
        // Three orthogonal terms of sizes 4, 2 and 1, mixed into six.
        const int Rows = 7, Columns = 9;
        var product = new Numerics.LinearAlgebra.MatrixProduct<double>();
        double[] p = Made.Normal(6 * Rows, 1), q = Made.Normal(6 * Columns, 2);
        var factors = new RankFactors(6, p, q);
        double[] full = Full(factors, Rows, Columns);
        var svd = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.Dense(Rows, Columns, (i, j) => full[i * Columns + j]).Svd();
        for (int rank = 1; rank <= 6; rank++)
        {
            double[] cut = Full(factors.Truncate(rank, product), Rows, Columns);
            double expected = Math.Sqrt(svd.S.Skip(rank).Sum(s => s * s));
            Assert.Equal(expected, Math.Sqrt(full.Zip(cut, (x, y) => (x - y) * (x - y)).Sum()), 1e-9);
        }
    }

    [Fact]
    public void LowRankFit_FullRank_IsTheFilter()
    {
        var layer = new LayerShape(5, 4, 0);
        double[] eigenvalues = [.. Made.Normal(24, 1).Select(x => x * x)], filter = [.. eigenvalues.Select(x => SegmentFilter.Exponential(x, 3).Response)];
        RankFactors fit = LowRankFilter<double>.Fit(layer, eigenvalues, filter, rank: 4);
        double[] full = Full(fit, 4, 6);
        for (int i = 0; i < 24; i++) Assert.Equal(filter[i], full[i], 1e-10);
        double[] two = Full(LowRankFilter<double>.Fit(layer, eigenvalues, filter, rank: 2), 4, 6);
        Assert.InRange(Made.RelativeError(two, filter), 1e-4, 0.6);
    }

    private static double[] Full(RankFactors factors, int rows, int columns) =>
        [.. Enumerable.Range(0, rows * columns).Select(i => Enumerable.Range(0, factors.Rank).Sum(r => factors.Outputs[r * rows + i / columns] * factors.Inputs[r * columns + i % columns]))];

    private static CurvatureRows<double> Rows(DenseNetwork network, LabelledData<double> data, double[] parameters) => new(network, data, [parameters], 1, CancellationToken.None);
}
