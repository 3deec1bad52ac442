using System.Runtime.CompilerServices;

namespace CteFast.Numerics;

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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Pack(T* values, nint rowStep, nint columnStep, int panel)
    {
        int start = panel * _panel, count = Math.Min(_panel, Rows - start), height = _panel;
        T* target = Panel(panel), source = values + start * rowStep;
        if (rowStep == 1)
        {
            for (int k = 0; k < Depth; k++)
            {
                T* from = source + k * columnStep, to = target + (nint)k * height;
                for (int r = 0; r < count; r++) to[r] = from[r];
                for (int r = count; r < height; r++) to[r] = default;
            }

            return;
        }

        // Two rows at a time: each pass over the target writes whole pairs.
        for (int r = 0; r < height; r += 2)
        {
            T* to = target + r;
            bool isFirst = r < count, isSecond = r + 1 < count;
            T* first = source + (isFirst ? r : 0) * rowStep, second = source + (isSecond ? r + 1 : 0) * rowStep;
            for (int k = 0; k < Depth; k++)
            {
                to[0] = isFirst ? first[k * columnStep] : default;
                to[1] = isSecond ? second[k * columnStep] : default;
                to += height;
            }
        }
    }
}
