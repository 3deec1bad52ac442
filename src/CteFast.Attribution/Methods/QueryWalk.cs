using System.Numerics;
using CteFast.Attribution.Curvature;

namespace CteFast.Attribution.Methods;

/// <summary>A query's gradient on its way back through the segments, and the vectors that it leaves for each.</summary>
internal sealed class QueryWalk<T>(int length, bool hasVelocity)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _current = new T[length], _response = new T[length], _velocity = new T[hasVelocity ? length : 0];

    /// <summary>Where the query's gradient goes; there is no velocity yet.</summary>
    public Span<T> Start()
    {
        Array.Clear(_velocity);
        return _current;
    }

    /// <summary>Goes back over a segment; returns the vector that meets the segment's gradients, which stays until the next call.</summary>
    public ReadOnlySpan<T> Back(Eigenbasis<T> basis, SegmentFilter filter, bool isLast)
    {
        basis.Rotate(_current);
        if (filter.HasVelocity) basis.Rotate(_velocity);
        for (int i = 0; i < _current.Length; i++)
        {
            double a = double.CreateTruncating(_current[i]);
            if (filter.HasVelocity)
            {
                double b = double.CreateTruncating(_velocity[i]);
                _response[i] = T.CreateTruncating(filter.Response[i] * a + filter.ResponseB[i] * b);
                _current[i] = T.CreateTruncating(filter.Transition[i] * a + filter.AB[i] * b);
                _velocity[i] = T.CreateTruncating(filter.BA[i] * a + filter.BB[i] * b);
            }
            else
            {
                _response[i] = T.CreateTruncating(filter.Response[i] * a);
                _current[i] = T.CreateTruncating(filter.Transition[i] * a);
            }
        }

        basis.RotateBack(_response);
        if (!isLast)
        {
            basis.RotateBack(_current);
            if (filter.HasVelocity) basis.RotateBack(_velocity);
        }

        return _response;
    }
}
