using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CteFast.Explain.Models.Networks;

internal sealed partial class DenseLayer
{
    // The same loop for 512-bit registers and for whatever Vector<float> is elsewhere: the sums are the same, bit for bit.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static unsafe void Multiply512(float* x, int xStride, float* w, float* b, float* y, int stride, int count, int inputs, float floor)
    {
        const int Lanes = 16;
        Vector512<float> low = Vector512.Create(floor);
        for (int j = 0; j < stride; j += 2 * Lanes)
        {
            for (int i = 0; i < count; i += 4)
            {
                int last = count - 1 - i, i1 = Math.Min(1, last), i2 = Math.Min(2, last), i3 = Math.Min(3, last);
                float* x0 = x + i * xStride, x1 = x0 + i1 * xStride, x2 = x0 + i2 * xStride, x3 = x0 + i3 * xStride;
                Vector512<float> a0 = Vector512.Load(b + j), a1 = a0, a2 = a0, a3 = a0;
                Vector512<float> c0 = Vector512.Load(b + j + Lanes), c1 = c0, c2 = c0, c3 = c0;
                float* at = w + j;
                for (int k = 0; k < inputs; k++)
                {
                    Vector512<float> u = Vector512.Load(at), v = Vector512.Load(at + Lanes), s;
                    s = Vector512.Create(x0[k]);
                    a0 = Vector512.MultiplyAddEstimate(s, u, a0);
                    c0 = Vector512.MultiplyAddEstimate(s, v, c0);
                    s = Vector512.Create(x1[k]);
                    a1 = Vector512.MultiplyAddEstimate(s, u, a1);
                    c1 = Vector512.MultiplyAddEstimate(s, v, c1);
                    s = Vector512.Create(x2[k]);
                    a2 = Vector512.MultiplyAddEstimate(s, u, a2);
                    c2 = Vector512.MultiplyAddEstimate(s, v, c2);
                    s = Vector512.Create(x3[k]);
                    a3 = Vector512.MultiplyAddEstimate(s, u, a3);
                    c3 = Vector512.MultiplyAddEstimate(s, v, c3);
                    at += stride;
                }

                float* y0 = y + i * stride + j;
                Vector512.Store(Vector512.Max(a0, low), y0);
                Vector512.Store(Vector512.Max(c0, low), y0 + Lanes);
                Vector512.Store(Vector512.Max(a1, low), y0 + i1 * stride);
                Vector512.Store(Vector512.Max(c1, low), y0 + i1 * stride + Lanes);
                Vector512.Store(Vector512.Max(a2, low), y0 + i2 * stride);
                Vector512.Store(Vector512.Max(c2, low), y0 + i2 * stride + Lanes);
                Vector512.Store(Vector512.Max(a3, low), y0 + i3 * stride);
                Vector512.Store(Vector512.Max(c3, low), y0 + i3 * stride + Lanes);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static unsafe void Multiply(float* x, int xStride, float* w, float* b, float* y, int stride, int count, int inputs, float floor)
    {
        int lanes = Vector<float>.Count;
        Vector<float> low = Vector.Create(floor);
        for (int j = 0; j < stride; j += 2 * lanes)
        {
            for (int i = 0; i < count; i += 4)
            {
                int last = count - 1 - i, i1 = Math.Min(1, last), i2 = Math.Min(2, last), i3 = Math.Min(3, last);
                float* x0 = x + i * xStride, x1 = x0 + i1 * xStride, x2 = x0 + i2 * xStride, x3 = x0 + i3 * xStride;
                Vector<float> a0 = Vector.Load(b + j), a1 = a0, a2 = a0, a3 = a0;
                Vector<float> c0 = Vector.Load(b + j + lanes), c1 = c0, c2 = c0, c3 = c0;
                float* at = w + j;
                for (int k = 0; k < inputs; k++)
                {
                    Vector<float> u = Vector.Load(at), v = Vector.Load(at + lanes), s;
                    s = Vector.Create(x0[k]);
                    a0 = Vector.MultiplyAddEstimate(s, u, a0);
                    c0 = Vector.MultiplyAddEstimate(s, v, c0);
                    s = Vector.Create(x1[k]);
                    a1 = Vector.MultiplyAddEstimate(s, u, a1);
                    c1 = Vector.MultiplyAddEstimate(s, v, c1);
                    s = Vector.Create(x2[k]);
                    a2 = Vector.MultiplyAddEstimate(s, u, a2);
                    c2 = Vector.MultiplyAddEstimate(s, v, c2);
                    s = Vector.Create(x3[k]);
                    a3 = Vector.MultiplyAddEstimate(s, u, a3);
                    c3 = Vector.MultiplyAddEstimate(s, v, c3);
                    at += stride;
                }

                float* y0 = y + i * stride + j;
                Vector.Store(Vector.Max(a0, low), y0);
                Vector.Store(Vector.Max(c0, low), y0 + lanes);
                Vector.Store(Vector.Max(a1, low), y0 + i1 * stride);
                Vector.Store(Vector.Max(c1, low), y0 + i1 * stride + lanes);
                Vector.Store(Vector.Max(a2, low), y0 + i2 * stride);
                Vector.Store(Vector.Max(c2, low), y0 + i2 * stride + lanes);
                Vector.Store(Vector.Max(a3, low), y0 + i3 * stride);
                Vector.Store(Vector.Max(c3, low), y0 + i3 * stride + lanes);
            }
        }
    }
}
