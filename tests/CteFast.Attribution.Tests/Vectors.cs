using CteFast.Attribution.Models;
using CteFast.Attribution.Walk;

namespace CteFast.Attribution.Tests;

/// <summary>Vectors of one query.</summary>
internal static class Vectors
{
    /// <summary>Rotates a vector, P, in place.</summary>
    public static void Rotate(DenseNetwork network, Rotation<double> rotation, double[] vector)
    {
        var vectors = new QueryVectors<double>(network, 1) { Count = 1 };
        vectors.Set(0, vector);
        rotation.Apply(vectors, new WalkMemory<double>(network));
        vectors.CopyTo(0, vector);
    }
}
