using System.Numerics;
using CteFast.Attribution.Curvature;
using CteFast.Attribution.Models;
using CteFast.Attribution.Walk;

namespace CteFast.Attribution.Storage;

/// <summary>A file of fitted curvatures: their number, then the kind, eigenvalues and eigenvectors of each.</summary>
internal static class CurvatureFile<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const char Kind = 'C';

    public static void Write(string path, byte[] fingerprint, IReadOnlyList<Eigenbasis<T>> bases) =>
        StoredFile.Write(path, Kind, fingerprint, content =>
        {
            content.Write<int>([bases.Count]);
            foreach (Eigenbasis<T> basis in bases)
            {
                content.Write<int>([(int)KindOf(basis)]);
                content.Write(basis.Eigenvalues);
                if (basis is DenseGaussNewton<T> dense) content.Write<double>(dense.Vectors);
                if (basis is not EkFac<T> factored) continue;
                foreach (LayerBasis<T> layer in factored.Layers)
                {
                    content.Write<T>(layer.Outputs);
                    content.Write<T>(layer.Inputs);
                }
            }
        });

    public static Eigenbasis<T>[] Read(string path, byte[] fingerprint, DenseNetwork network)
    {
        using FileStream stream = StoredFile.Open(path, Kind, fingerprint, "curvature factors");
        var bases = new Eigenbasis<T>[Read<int>(stream, 1)[0]];
        for (int b = 0; b < bases.Length; b++)
        {
            var kind = (CurvatureKind)Read<int>(stream, 1)[0];
            int p = network.ParameterCount;
            double[] eigenvalues = Read<double>(stream, p);
            bases[b] = kind switch
            {
                CurvatureKind.GaussNewton => new DenseGaussNewton<T>(network, Read<double>(stream, p * p), eigenvalues),
                CurvatureKind.Diagonal => new DiagonalCurvature<T>(network, eigenvalues),
                _ => new EkFac<T>(network, [.. network.Layers.ToArray().Select(layer =>
                    new LayerBasis<T>(Read<T>(stream, layer.Outputs * layer.Outputs), Read<T>(stream, layer.Columns * layer.Columns)))], eigenvalues),
            };
        }

        return bases;
    }

    private static CurvatureKind KindOf(Eigenbasis<T> basis) => basis switch
    {
        DenseGaussNewton<T> => CurvatureKind.GaussNewton,
        DiagonalCurvature<T> => CurvatureKind.Diagonal,
        _ => CurvatureKind.EkFac,
    };

    private static TValue[] Read<TValue>(FileStream stream, int count)
        where TValue : unmanaged
    {
        var values = new TValue[count];
        StoredFile.Read<TValue>(stream, values);
        return values;
    }
}
