namespace CteFast.Explain.Averaging;

/// <summary>The inverse of a small symmetric positive definite matrix.</summary>
internal static class SymmetricInverse
{
    /// <summary>Inverts in place: LDLᵀ without pivoting, which positive definite matrices do not need.</summary>
    /// <param name="matrix">n x n, of which the lower triangle is read; all of the inverse is written.</param>
    /// <param name="n">The order.</param>
    public static void Invert(Span<double> matrix, int n)
    {
        Span<double> inverse = new double[n * n];
        for (int j = 0; j < n; j++)
        {
            double pivot = matrix[j * n + j];
            for (int k = 0; k < j; k++) pivot -= matrix[j * n + k] * matrix[j * n + k] * matrix[k * n + k];
            matrix[j * n + j] = pivot;
            for (int i = j + 1; i < n; i++)
            {
                double sum = matrix[i * n + j];
                for (int k = 0; k < j; k++) sum -= matrix[i * n + k] * matrix[j * n + k] * matrix[k * n + k];
                matrix[i * n + j] = sum / pivot;
            }
        }

        for (int column = 0; column < n; column++)
        {
            Span<double> x = inverse.Slice(column * n, n);
            x[column] = 1;
            for (int i = column + 1; i < n; i++)
            {
                double sum = 0;
                for (int k = column; k < i; k++) sum += matrix[i * n + k] * x[k];
                x[i] = -sum;
            }

            for (int i = column; i < n; i++) x[i] /= matrix[i * n + i];
            for (int i = n - 1; i >= 0; i--)
            {
                double sum = x[i];
                for (int k = i + 1; k < n; k++) sum -= matrix[k * n + i] * x[k];
                x[i] = sum;
            }
        }

        inverse.CopyTo(matrix);
    }
}
