using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CteFast.Numerics;

/// <summary>Memory on a 64-byte boundary that grows when asked for more and never shrinks: nothing to dispose, nothing to allocate twice.</summary>
internal sealed class AlignedBuffer<T>
    where T : unmanaged
{
    private const int Alignment = 64;

    private T[] _array = [];
    private int _start;

    public AlignedBuffer()
    {
    }

    public AlignedBuffer(int length) => Ensure(length);

    /// <summary>The first element.</summary>
    public ref T Reference => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_array), _start);

    /// <summary>The first <paramref name="length"/> elements, which keep their values only while the buffer need not grow.</summary>
    public Span<T> Ensure(int length)
    {
        if (_array.Length - _start < length || _array.Length == 0) Grow(Math.Max(length, _array.Length / 2 * 3));
        return MemoryMarshal.CreateSpan(ref Reference, length);
    }

    /// <summary>The first <paramref name="length"/> elements, all zero.</summary>
    public Span<T> EnsureZero(int length)
    {
        Span<T> span = Ensure(length);
        span.Clear();
        return span;
    }

    private unsafe void Grow(int length)
    {
        // On the pinned heap the address, and so the alignment, is for life.
        _array = GC.AllocateUninitializedArray<T>(checked(length + Alignment / sizeof(T)), pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(_array, 0);
        _start = (int)((Alignment - address % Alignment) % Alignment) / sizeof(T);
    }
}
