using System.Globalization;
using CteFast.Data;

namespace CteFast.Tests;

/// <summary>A real data set of tests/data/real without its last column, the target.</summary>
internal sealed class RealSet
{
    private RealSet(float[] rows, int featureCount) => (Rows, FeatureCount) = (rows, featureCount);

    /// <summary>Row-major values, n x d.</summary>
    public float[] Rows { get; }

    public int FeatureCount { get; }

    public int Count => Rows.Length / FeatureCount;

    public PointSet<float> Standardized() => PointSet<float>.FromRowsStandardized(Rows, FeatureCount);

    public static RealSet Read(string name)
    {
        string[] lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "data", "real", $"{name}_test.csv"));
        int d = lines[0].Split(',').Length - 1;
        return new RealSet([.. lines.Skip(1).SelectMany(line => line.Split(',').Take(d)).Select(v => float.Parse(v, CultureInfo.InvariantCulture))], d);
    }
}
