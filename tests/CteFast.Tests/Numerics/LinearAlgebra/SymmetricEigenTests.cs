using MathNet.Numerics.LinearAlgebra;

namespace CteFast.Tests.Numerics.LinearAlgebra;

public sealed class SymmetricEigenTests
{
    [Fact]
    public void Decompose_RandomMatrix_IsTheOraclesSpectrum()
    {
        Property.ForAll((1, 40), (0, 10_000), (0, 0), (n, seed, _) => Check(Symmetric(n, seed), n));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(129)]
    [InlineData(512)]
    public void Decompose_Size_IsTheOraclesSpectrum(int n) => Check(Symmetric(n, seed: 1), n);

    [Theory]
    [InlineData(64, 1.0)]       // one eigenvalue, 64 times
    [InlineData(64, 0.5)]
    [InlineData(64, 1e-3)]      // from 1 down to where doubles end
    [InlineData(200, 0.9)]
    public void Decompose_GradedSpectrum_IsFoundToRounding(int n, double ratio)
    {
        double[] spectrum = [.. Enumerable.Range(0, n).Select(i => Math.Pow(ratio, i)).Order()];
        double[] matrix = WithSpectrum(spectrum, seed: 2);
        double[] values = Check(matrix, n);
        for (int i = 0; i < n; i++) Assert.Equal(spectrum[i], values[i], n * 1e-15);
    }

    [Fact]
    public void Decompose_LowRank_HasTheOtherEigenvaluesNearZero()
    {
        const int N = 100, Rank = 7;
        double[] rows = RandomPoints.Normal(Rank, N, seed: 3), matrix = new double[N * N];
        for (int i = 0; i < N; i++)
        {
            for (int j = 0; j < N; j++) matrix[i * N + j] = Enumerable.Range(0, Rank).Sum(k => rows[k * N + i] * rows[k * N + j]);
        }

        double[] values = Check(matrix, N);
        Assert.All(values[..(N - Rank)], value => Assert.Equal(0, value, 1e-12));
        Assert.True(values[N - Rank] > 1);
    }

    [Theory]
    [InlineData(91, 4)]
    [InlineData(64, 1)]
    [InlineData(200, 13)]
    public void Decompose_ScalarProductsOfFarDifferentSizes_Converges(int n, int rank)
    {
        // Rows from 1 down to 1e-20 in size: eigenvalues under the rounding of the largest.
        double[] rows = RandomPoints.Normal(n, rank, seed: 6), matrix = new double[n * n];
        for (int i = 0; i < n * n; i++)
            matrix[i] = Enumerable.Range(0, rank).Sum(k => rows[i / n * rank + k] * rows[i % n * rank + k]) * Math.Pow(10, -20.0 * (i / n * 7 % n + i % n * 7 % n) / n);
        Check(matrix, n);
    }

    [Theory]
    [InlineData(1e-200)]
    [InlineData(1e-310)]
    [InlineData(1e+200)]
    public void Decompose_ScaledMatrix_HasScaledEigenvalues(double scale)
    {
        double[] values = Eigenvalues(Symmetric(9, seed: 4), 9), scaled = Eigenvalues([.. Symmetric(9, seed: 4).Select(v => v * scale)], 9);
        for (int i = 0; i < 9; i++) Assert.Equal(values[i], scaled[i] / scale, scale == 1e-310 ? 1e-11 : 1e-13);
    }

    [Fact]
    public void Decompose_ZeroOrDiagonal_IsItself()
    {
        Assert.Equal([0.0, 0, 0], Eigenvalues(new double[9], 3));
        Assert.Equal([-1.0, 2, 3], Eigenvalues([3, 0, 0, 0, -1, 0, 0, 0, 2], 3));
        double[] vectors = [3, 0, 0, 0, -1, 0, 0, 0, 2];
        SymmetricEigen.Decompose(vectors, new double[3], new double[9]);
        Assert.Equal([0.0, 1, 0, 0, 0, 1, 1, 0, 0], vectors.Select(Math.Abs));
    }

    [Fact]
    public void Decompose_LentScratch_AllocatesNothing()
    {
        double[] source = Symmetric(50, seed: 5), matrix = new double[2500], values = new double[50], scratch = new double[SymmetricEigen.ScratchLength(50)];
        Allocations.AssertNone(() =>
        {
            source.CopyTo(matrix, 0);
            SymmetricEigen.Decompose(matrix, values, scratch);
        });
    }

    [Fact]
    public void Decompose_BadArguments_Throws()
    {
        Assert.Throws<ArgumentException>(() => SymmetricEigen.Decompose(new double[3], new double[2], new double[6]));
        Assert.Throws<ArgumentException>(() => SymmetricEigen.Decompose(new double[4], new double[2], new double[5]));
        Assert.Throws<ArgumentException>(() => SymmetricEigen.Decompose([1, 2, double.NaN, 4], new double[2], new double[6]));
        Assert.Throws<ArgumentException>(() => SymmetricEigen.Decompose([1, 2, double.PositiveInfinity, 4], new double[2], new double[6]));
    }

    /// <summary>The eigenvalues, once the decomposition is seen to be one: residual, orthogonality, the oracle's values.</summary>
    private static double[] Check(double[] matrix, int n)
    {
        double[] vectors = [.. matrix], values = new double[n];
        SymmetricEigen.Decompose(vectors, values, new double[SymmetricEigen.ScratchLength(n)]);
        if (n == 0) return values;
        Matrix<double> a = Matrix<double>.Build.Dense(n, n, (i, j) => matrix[i * n + j]);
        Matrix<double> q = Matrix<double>.Build.Dense(n, n, (i, j) => vectors[i * n + j]);

        // Backward stable: a modest multiple of n·2⁻⁵³, some 1e-16·n.
        double norm = Math.Max(a.FrobeniusNorm(), 1e-300), roundoff = 4e-16 * n + 1e-15;
        Assert.InRange((q * a - Matrix<double>.Build.DenseOfDiagonalArray(values) * q).FrobeniusNorm(), 0, 4 * roundoff * norm);
        Assert.InRange((q * q.Transpose() - Matrix<double>.Build.DenseIdentity(n)).FrobeniusNorm(), 0, 10 * roundoff);
        double[] expected = [.. a.Evd(Symmetricity.Symmetric).EigenValues.Select(v => v.Real).Order()];
        for (int i = 0; i < n; i++) Assert.Equal(expected[i], values[i], 4 * roundoff * norm);
        Assert.Equal(values.Order(), values);
        return values;
    }

    private static double[] Eigenvalues(double[] matrix, int n)
    {
        double[] values = new double[n];
        SymmetricEigen.Decompose(matrix, values, new double[3 * n]);
        return values;
    }

    private static double[] Symmetric(int n, int seed)
    {
        double[] values = RandomPoints.Normal(n, n, seed), matrix = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++) matrix[i * n + j] = (values[i * n + j] + values[j * n + i]) / 2;
        }

        return matrix;
    }

    /// <summary>Q·diag·Qᵀ with the Q of a random matrix's QR.</summary>
    private static double[] WithSpectrum(double[] spectrum, int seed)
    {
        int n = spectrum.Length;
        double[] values = RandomPoints.Normal(n, n, seed);
        Matrix<double> q = Matrix<double>.Build.Dense(n, n, values).QR().Q;
        Matrix<double> a = q * Matrix<double>.Build.DenseOfDiagonalArray(spectrum) * q.Transpose();
        return ((a + a.Transpose()) / 2).ToRowMajorArray();
    }
}
