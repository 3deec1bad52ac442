namespace CteFast.Tests.Numerics.LinearAlgebra;

public class CholeskyFactorTests
{
    [Fact]
    public void Solve_RowsThatEnteredAndLeft_SolvesTheSystemOfThoseHeld()
    {
        Property.ForAll((1, 40), (0, 60), (0, 10_000), (n, turns, seed) =>
        {
            // AAᵀ + I: eigenvalues from 1 to some 4 n.
            double[] values = RandomPoints.Normal(n, n, seed), b = RandomPoints.Normal(n, 1, seed + 1);
            double[,] matrix = new double[n, n];
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++) matrix[i, j] = Enumerable.Range(0, n).Sum(k => values[i * n + k] * values[j * n + k]) + (i == j ? 1 : 0);
            }

            var factor = new CholeskyFactor();
            factor.Start(n);
            List<int> held = [];
            foreach (int i in Enumerable.Range(0, n)) Enter(i);
            var random = new Pcg64(seed);
            for (int turn = 0; turn < turns; turn++)
            {
                if (held.Count < n && (held.Count == 0 || random.NextDouble() < 0.5))
                {
                    Enter(Enumerable.Range(0, n).Except(held).First());
                }
                else
                {
                    int place = random.NextInt32(held.Count);
                    factor.Remove(place);
                    held.RemoveAt(place);
                }
            }

            double[] x = [.. held.Select(i => b[i])];
            factor.Solve(x);
            Assert.Equal(held.Count, factor.Count);
            for (int i = 0; i < held.Count; i++)
            {
                double sum = Enumerable.Range(0, held.Count).Sum(j => matrix[held[i], held[j]] * x[j]);
                // Backward stable, turns and all: n ε times a norm of at most 160, times x of norm 6 at most.
                Assert.Equal(b[held[i]], sum, 1e-11);
            }

            void Enter(int row)
            {
                held.Add(row);
                factor.Append([.. held.Select(j => matrix[row, j])], leastPivot: 0);
            }
        });
    }

    [Fact]
    public void Append_RowTwice_TakesTheLeastPivot()
    {
        var factor = new CholeskyFactor();
        factor.Start(2);
        factor.Append([4], leastPivot: 1e-6);
        factor.Append([4, 4], leastPivot: 1e-6);
        // As if the second diagonal element were 4 + 1e-6.
        double[] x = [8, 8 + 3e-6];
        factor.Solve(x);
        Assert.Equal(-1, x[0], 1e-8);
        Assert.Equal(3, x[1], 1e-8);
    }
}
