using System.Numerics;

namespace CteFast.Numerics.LinearAlgebra;

/// <summary>Products of dense matrices. Holds its memory: a product allocates nothing once a larger one has been computed on one thread.</summary>
/// <remarks>
/// 2·m·n·k operations; an element is the sum of its products in the order of the depth, in blocks of <see cref="DepthBlock"/> added one to
/// the other. The same bits on one thread and many and on every machine with FMA. Not for several threads at once.
/// </remarks>
internal sealed unsafe class MatrixProduct<T>(int threads = 1)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The products summed in registers: a panel of so many lies in the first-level cache.</summary>
    public const int DepthBlock = 256;

    private const long ThreadWork = 1 << 21;    // multiplications that are worth a thread
    private const int MostTile = 12 * 32;

    private readonly PackedMatrix<T> _left = new(), _right = new();

    /// <summary>c = a·b, or c += a·b.</summary>
    /// <param name="a">m x k.</param>
    /// <param name="b">k x n.</param>
    /// <param name="c">Row-major, m x n.</param>
    /// <param name="add">Whether the product is added to what stands there.</param>
    public void Multiply(MatrixView<T> a, MatrixView<T> b, Span<T> c, bool add = false) => Multiply(a, b, c, b.Columns, add);

    /// <summary>As the other overload, the rows of c <paramref name="stride"/> apart.</summary>
    public void Multiply(MatrixView<T> a, MatrixView<T> b, Span<T> c, int stride, bool add)
    {
        if (a.Columns != b.Rows) throw new ArgumentException($"{a.Columns} columns do not meet {b.Rows} rows.", nameof(b));
        if (a.Rows == 0 || b.Columns == 0) return;
        if (c.Length < (long)(a.Rows - 1) * stride + b.Columns) throw new ArgumentException($"{c.Length} values do not hold the product.", nameof(c));
        int workers = (int)Math.Clamp((long)a.Rows * b.Columns * a.Columns / ThreadWork, 1, threads);
        Pack(a, _left, ProductTile<T>.Rows, workers);
        Pack(b.Transposed, _right, ProductTile<T>.Columns, workers);
        fixed (T* target = c)
        {
            if (workers == 1) Multiply(_left, 0, _left.Panels, _right, 0, _right.Panels, target, stride, add);
            else MultiplyParts((nint)target, stride, add, workers);
        }
    }

    /// <summary>Packs the rows of a left factor.</summary>
    public void PackLeft(MatrixView<T> a, PackedMatrix<T> target) => Pack(a, target, ProductTile<T>.Rows, threads);

    /// <summary>Packs the columns of a right factor, given as rows.</summary>
    public static void PackRight(MatrixView<T> transposed, PackedMatrix<T> target) => Pack(transposed, target, ProductTile<T>.Columns, threads: 1);

    /// <summary>Part of the product of packed factors, in c where it stands in the whole product.</summary>
    public static void Multiply(PackedMatrix<T> left, int leftStart, int leftEnd, PackedMatrix<T> right, int rightStart, int rightEnd,
        T* c, nint stride, bool add)
    {
        int height = ProductTile<T>.Rows, width = ProductTile<T>.Columns, depth = left.Depth;
        int group = Math.Max(1, 96 / height);
        T* tile = stackalloc T[MostTile];
        for (int k = 0; k < depth || k == 0; k += DepthBlock)
        {
            int count = Math.Min(DepthBlock, depth - k);
            bool adds = add || k > 0;
            for (int start = leftStart; start < leftEnd; start += group)
            {
                for (int j = rightStart; j < rightEnd; j++)
                {
                    T* b = right.Panel(j) + (nint)k * width;
                    int columns = Math.Min(width, right.Rows - j * width);
                    for (int i = start; i < Math.Min(start + group, leftEnd); i++)
                    {
                        T* a = left.Panel(i) + (nint)k * height, target = c + i * height * stride + j * width;
                        int rows = Math.Min(height, left.Rows - i * height);
                        if (rows == height && columns == width)
                        {
                            ProductTile<T>.Multiply(a, b, count, target, stride, adds);
                            continue;
                        }

                        ProductTile<T>.Multiply(a, b, count, tile, width, add: false);
                        CopyTile(tile, width, target, stride, rows, columns, adds);
                    }
                }
            }
        }
    }

    // Apart, as Pack's, because a method that makes a delegate allocates for it on whatever path it takes.
    private void MultiplyParts(nint target, nint stride, bool add, int workers)
    {
        bool byColumns = _right.Panels >= workers;
        Threads.For(workers, workers, w =>
        {
            (int start, int end) = byColumns ? Part(_right.Panels) : Part(_left.Panels);
            if (byColumns) Multiply(_left, 0, _left.Panels, _right, start, end, (T*)target, stride, add);
            else Multiply(_left, start, end, _right, 0, _right.Panels, (T*)target, stride, add);

            (int, int) Part(int panels) => (panels * w / workers, panels * (w + 1) / workers);
        });
    }

    private static void CopyTile(T* tile, int width, T* target, nint stride, int rows, int columns, bool add)
    {
        for (int r = 0; r < rows; r++, tile += width, target += stride)
        {
            for (int j = 0; j < columns; j++) target[j] = add ? target[j] + tile[j] : tile[j];
        }
    }

    private static void Pack(MatrixView<T> rows, PackedMatrix<T> target, int panel, int threads)
    {
        target.Start(rows.Rows, rows.Columns, panel);
        (nint rowStep, nint columnStep) = (rows.RowStep, rows.ColumnStep);
        fixed (T* values = rows)
        {
            if (threads > 1)
            {
                PackParts((nint)values, rowStep, columnStep, target, threads);
                return;
            }

            for (int p = 0; p < target.Panels; p++) target.Pack(values, rowStep, columnStep, p);
        }
    }

    private static void PackParts(nint values, nint rowStep, nint columnStep, PackedMatrix<T> target, int threads) =>
        Threads.For(target.Panels, threads, p => target.Pack((T*)values, rowStep, columnStep, p));
}
