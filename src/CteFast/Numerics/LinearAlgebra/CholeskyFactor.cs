namespace CteFast.Numerics.LinearAlgebra;

/// <summary>The lower triangular L with L·Lᵀ = A of a positive definite matrix that rows enter and leave. Holds its memory.</summary>
/// <remarks>
/// Of p rows held, one enters in p² and leaves in at most 3 p² operations; a system is solved in 2 p². Source: Golub and Van Loan,
/// <i>Matrix Computations</i>, 4.2 and 6.5.
/// </remarks>
internal sealed class CholeskyFactor
{
    private readonly AlignedBuffer<double> _values = new();
    private readonly AlignedBuffer<double> _cosines = new();
    private readonly AlignedBuffer<double> _sines = new();
    private int _capacity;

    /// <summary>The rows held, p.</summary>
    public int Count { get; private set; }

    /// <summary>Empties the factor and makes room.</summary>
    public void Start(int capacity)
    {
        Count = 0;
        _capacity = capacity;
        _values.Ensure(checked(capacity * capacity));
    }

    /// <summary>Adds a row at the end.</summary>
    /// <param name="row">The row of A: its elements with the rows held and with itself, p + 1.</param>
    /// <param name="leastPivot">What the square of the new element on L's diagonal is at least, should rounding leave less.</param>
    public void Append(ReadOnlySpan<double> row, double leastPivot)
    {
        Span<double> target = Row(Count);
        Span<double> before = target[..Count];
        row[..Count].CopyTo(before);
        SolveLower(before);
        target[Count] = Math.Sqrt(Math.Max(leastPivot, row[Count] - DoubleVector.Dot(before, before)));
        Count++;
    }

    /// <summary>Removes a row; those after it move up.</summary>
    public void Remove(int place)
    {
        Span<double> cosines = _cosines.Ensure(_capacity), sines = _sines.Ensure(_capacity);
        for (int i = place + 1; i < Count; i++)
        {
            // One element too many for its new place: rotations of neighbouring columns, the same ones for all rows, take it away.
            Span<double> row = Row(i);
            for (int column = place; column < i - 1; column++)
            {
                (double left, double right) = (row[column], row[column + 1]);
                row[column] = cosines[column] * left + sines[column] * right;
                row[column + 1] = cosines[column] * right - sines[column] * left;
            }

            double length = double.Hypot(row[i - 1], row[i]);
            (cosines[i - 1], sines[i - 1]) = (row[i - 1] / length, row[i] / length);
            row[i - 1] = length;
            row[..i].CopyTo(Row(i - 1));
        }

        Count--;
    }

    /// <summary>Solves A·x = b, p numbers, in place.</summary>
    public void Solve(Span<double> b)
    {
        SolveLower(b);
        for (int i = Count - 1; i >= 0; i--)
        {
            ReadOnlySpan<double> row = Row(i);
            b[i] /= row[i];
            DoubleVector.AddScaled(b[..i], -b[i], row);
        }
    }

    private void SolveLower(Span<double> b)
    {
        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<double> row = Row(i);
            b[i] = (b[i] - DoubleVector.Dot(b[..i], row)) / row[i];
        }
    }

    /// <summary>A row, up to the diagonal.</summary>
    private Span<double> Row(int i) => _values.Ensure(_capacity * _capacity).Slice(i * _capacity, i + 1);
}
