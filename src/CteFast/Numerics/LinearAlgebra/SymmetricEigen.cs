using System.Numerics.Tensors;

namespace CteFast.Numerics.LinearAlgebra;

/// <summary>The eigen-decomposition A = Qᵀ·diag(λ)·Q of a symmetric matrix: Householder tridiagonalisation, then implicit QL steps.</summary>
/// <remarks>
/// About 6 n³ operations; nothing is allocated. Backward stable: the residual ‖A·q − λ·q‖ and the departure of Q from orthogonality are about
/// n·2⁻⁵³, the residual times ‖A‖. Eigenvalues far below ‖A‖ carry that absolute error, not a relative one. The same bits on every machine.
/// Source: Golub and Van Loan, <i>Matrix Computations</i>, 8.3.
/// </remarks>
public static class SymmetricEigen
{
    private const int MostSweeps = 60;      // two or three are usual
    private const double Epsilon = 2.220446049250313e-16;

    /// <summary>The numbers of scratch memory that <see cref="Decompose"/> needs for an n x n matrix.</summary>
    public static int ScratchLength(int n) => checked(3 * n);

    /// <summary>Decomposes a symmetric matrix.</summary>
    /// <param name="matrix">Row-major, n x n, finite; both triangles are read. Receives the eigenvectors: row i belongs to the i-th eigenvalue.</param>
    /// <param name="eigenvalues">Receives the eigenvalues in ascending order, n.</param>
    /// <param name="scratch">Memory to work in, <see cref="ScratchLength"/> or more.</param>
    /// <exception cref="ArgumentException">The spans do not fit each other, or an element is NaN or infinite.</exception>
    public static void Decompose(Span<double> matrix, Span<double> eigenvalues, Span<double> scratch)
    {
        int n = eigenvalues.Length;
        if (matrix.Length != (long)n * n)
            throw new ArgumentException($"{n} eigenvalues belong to {(long)n * n} elements of a matrix, not {matrix.Length}.", nameof(matrix));
        if (scratch.Length < ScratchLength(n))
            throw new ArgumentException($"{ScratchLength(n)} numbers of scratch memory are needed, not {scratch.Length}.", nameof(scratch));
        if (n == 0) return;
        if (!TensorPrimitives.IsFiniteAll<double>(matrix)) throw new ArgumentException("An element of the matrix is NaN or infinite.", nameof(matrix));

        // A power of two that brings the largest element near 1: squares neither overflow nor vanish, and no digit changes.
        double scale = PowerOfTwo(matrix);
        TensorPrimitives.Multiply(matrix, scale, matrix);

        Span<double> offDiagonal = scratch[..n];
        Tridiagonalize(matrix, eigenvalues, offDiagonal, scratch.Slice(n, n));
        FormRotation(matrix, n, scratch.Slice(n, n));
        Diagonalize(matrix, eigenvalues, offDiagonal, scratch.Slice(n, n), scratch.Slice(2 * n, n));
        Sort(matrix, eigenvalues);
        TensorPrimitives.Divide(eigenvalues, scale, eigenvalues);
    }

    /// <summary>
    /// Reduces the matrix, reflection by reflection from the first column on. The k-th reflection I − v·vᵀ is left in row k behind the
    /// diagonal; v = 0 where none is needed.
    /// </summary>
    private static void Tridiagonalize(Span<double> a, Span<double> diagonal, Span<double> offDiagonal, Span<double> product)
    {
        int n = diagonal.Length;
        for (int k = 0; k < n - 1; k++)
        {
            diagonal[k] = a[k * n + k];
            Span<double> v = a.Slice(k * n + k + 1, n - k - 1);
            offDiagonal[k] = Reflection(v);
            if (v[0] == 0) continue;

            // A ← A − v·wᵀ − w·vᵀ with w = A·v − ½(vᵀ·A·v)·v.
            Span<double> w = product[..v.Length];
            for (int i = 0; i < v.Length; i++) w[i] = DoubleVector.Dot(v, a.Slice((k + 1 + i) * n + k + 1, v.Length));
            DoubleVector.AddScaled(w, -0.5 * DoubleVector.Dot(v, w), v);
            for (int i = 0; i < v.Length; i++) SubtractScaled(a.Slice((k + 1 + i) * n + k + 1, v.Length), v[i], w, w[i], v);
        }

        diagonal[n - 1] = a[n * n - 1];
        offDiagonal[n - 1] = 0;
    }

    /// <summary>Turns x into the v, of length √2, whose reflection brings x to the first axis; returns what stands there then.</summary>
    private static double Reflection(Span<double> x)
    {
        double rest = x.Length == 1 ? 0 : DoubleVector.Dot(x[1..], x[1..]);
        double first = x[0];
        if (rest == 0)
        {
            x.Clear();
            return first;
        }

        double length = Math.Sqrt(first * first + rest);
        double image = first > 0 ? -length : length;
        x[0] = first - image;
        double scale = 1 / Math.Sqrt(-image * x[0]);
        TensorPrimitives.Multiply(x, scale, x);
        return image;
    }

    /// <summary>Multiplies the reflections in place: the transposed product, whose rows QL turns into eigenvectors.</summary>
    private static void FormRotation(Span<double> a, int n, Span<double> v)
    {
        a.Slice((n - 1) * n, n).Clear();
        a[n * n - 1] = 1;
        for (int k = n - 2; k >= 0; k--)
        {
            Span<double> reflection = v[..(n - k - 1)];
            a.Slice(k * n + k + 1, reflection.Length).CopyTo(reflection);
            for (int i = k + 1; i < n; i++)
            {
                a[i * n + k] = 0;
                Span<double> row = a.Slice(i * n + k + 1, reflection.Length);
                DoubleVector.AddScaled(row, -DoubleVector.Dot(reflection, row), reflection);
            }

            a.Slice(k * n, n).Clear();
            a[k * n + k] = 1;
        }
    }

    private static void Diagonalize(Span<double> rows, Span<double> d, Span<double> e, Span<double> cosines, Span<double> sines)
    {
        int n = d.Length;

        // What is this far below the norm is rounding of the reflections already; between eigenvalues smaller still it would never vanish.
        double negligible = 0;
        for (int i = 0; i < n; i++) negligible = Math.Max(negligible, Epsilon * (Math.Abs(d[i]) + Math.Abs(e[i])));
        for (int first = 0; first < n; first++)
        {
            for (int sweep = 0; ; sweep++)
            {
                int last = first;
                while (last < n - 1 && Math.Abs(e[last]) > negligible) last++;
                if (last == first) break;
                if (sweep == MostSweeps) throw new ArithmeticException($"Eigenvalue {first} of {n} did not converge in {MostSweeps} sweeps.");
                int from = Sweep(d, e, first, last, cosines, sines);
                PlaneRotations.Apply(rows, n, from, last, cosines, sines);
            }
        }
    }

    /// <summary>One implicit QL step on the unreduced block of rows first to last; returns the row that the rotations end at.</summary>
    private static int Sweep(Span<double> d, Span<double> e, int first, int last, Span<double> cosines, Span<double> sines)
    {
        // Wilkinson's shift: the eigenvalue of the leading 2 x 2 block that is nearer to its corner.
        double half = (d[first + 1] - d[first]) / (2 * e[first]);
        double g = d[last] - d[first] + e[first] / (half + Math.CopySign(double.Hypot(half, 1), half));
        double s = 1, c = 1, p = 0;
        for (int i = last - 1; i >= first; i--)
        {
            double f = s * e[i], b = c * e[i];
            double r = double.Hypot(f, g);
            e[i + 1] = r;
            if (r == 0)
            {
                // The block falls apart early; what has been rotated stays.
                d[i + 1] -= p;
                e[last] = 0;
                return i + 1;
            }

            s = f / r;
            c = g / r;
            g = d[i + 1] - p;
            r = (d[i] - g) * s + 2 * c * b;
            p = s * r;
            d[i + 1] = g + p;
            g = c * r - b;
            (cosines[i], sines[i]) = (c, s);
        }

        d[first] -= p;
        e[first] = g;
        e[last] = 0;
        return first;
    }

    private static void SubtractScaled(Span<double> target, double first, ReadOnlySpan<double> x, double second, ReadOnlySpan<double> y)
    {
        DoubleVector.AddScaled(target, -first, x);
        DoubleVector.AddScaled(target, -second, y);
    }

    private static void Sort(Span<double> rows, Span<double> values)
    {
        int n = values.Length;
        for (int i = 0; i < n - 1; i++)
        {
            int least = i;
            for (int j = i + 1; j < n; j++)
            {
                if (values[j] < values[least]) least = j;
            }

            if (least == i) continue;
            (values[i], values[least]) = (values[least], values[i]);
            Span<double> row = rows.Slice(i * n, n), other = rows.Slice(least * n, n);
            for (int j = 0; j < n; j++) (row[j], other[j]) = (other[j], row[j]);
        }
    }

    private static double PowerOfTwo(ReadOnlySpan<double> values)
    {
        double largest = 0;
        foreach (double value in values) largest = Math.Max(largest, Math.Abs(value));
        return largest == 0 ? 1 : Math.ScaleB(1, Math.Clamp(-Math.ILogB(largest), -1022, 1022));
    }
}
