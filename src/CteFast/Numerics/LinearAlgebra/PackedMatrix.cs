using System.Runtime.CompilerServices;

namespace CteFast.Numerics.LinearAlgebra;

/// <summary>The rows of a matrix in panels of equal height, column after column within a panel, padded with zeros: as product tiles read them.</summary>
internal sealed class PackedMatrix<T>
    where T : unmanaged
{
    private readonly AlignedBuffer<T> _values = new();
    private int _panel;

    /// <summary>The rows packed.</summary>
    public int Rows { get; private set; }

    /// <summary>The columns, which a product sums over.</summary>
    public int Depth { get; private set; }

    /// <summary>The number of panels.</summary>
    public int Panels => (Rows + _panel - 1) / _panel;

    /// <summary>The start of a panel; the memory is pinned.</summary>
    public unsafe T* Panel(int panel) => (T*)Unsafe.AsPointer(ref _values.Reference) + (nint)panel * _panel * Depth;

    /// <summary>Makes room for rows that <see cref="Pack"/> fills in.</summary>
    public void Start(int rows, int depth, int panel)
    {
        (Rows, Depth, _panel) = (rows, depth, panel);
        _values.Ensure(checked(Panels * panel * depth));
    }

    /// <summary>Packs one panel's rows of a matrix.</summary>
    public unsafe void Pack(T* values, nint rowStep, nint columnStep, int panel)
    {
        int start = panel * _panel, count = Math.Min(_panel, Rows - start);
        if (count < _panel) new Span<T>(Panel(panel), _panel * Depth).Clear();
        SetLanes(Panel(panel), values + start * rowStep, rowStep, columnStep, count);
    }

    /// <summary>Packs rows that begin anywhere; what stands beside them stays.</summary>
    public unsafe void SetRows(T* values, nint rowStep, int first, int count)
    {
        for (int row = 0; row < count;)
        {
            (int panel, int lane) = Math.DivRem(first + row, _panel);
            int lanes = Math.Min(_panel - lane, count - row);
            SetLanes(Panel(panel) + lane, values + row * rowStep, rowStep, columnStep: 1, lanes);
            row += lanes;
        }
    }

    /// <summary>Sets all elements to 0, those beyond the last row too.</summary>
    public void Clear() => _values.EnsureZero(Panels * _panel * Depth);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void SetLanes(T* target, T* source, nint rowStep, nint columnStep, int count)
    {
        for (int k = 0; k < Depth; k++, target += _panel, source += columnStep)
        {
            if (rowStep == 1)
            {
                new ReadOnlySpan<T>(source, count).CopyTo(new Span<T>(target, count));
                continue;
            }

            for (int r = 0; r < count; r++) target[r] = source[r * rowStep];
        }
    }
}
