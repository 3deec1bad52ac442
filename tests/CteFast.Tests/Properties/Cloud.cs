using CsCheck;

namespace CteFast.Tests.Properties;

/// <summary>Random rows.</summary>
/// <param name="Shape">What they look like.</param>
/// <param name="Count">The number of rows.</param>
/// <param name="Features">The number of columns.</param>
/// <param name="Scale">What all values are multiplied by.</param>
/// <param name="Seed">Gives the same rows on every machine.</param>
internal sealed record Cloud(CloudShape Shape, int Count, int Features, double Scale, int Seed)
{
    private static readonly Gen<CloudShape> Shapes = Gen.OneOf(Enum.GetValues<CloudShape>());

    /// <summary>Row-major values.</summary>
    public double[] Rows => Values();

    /// <summary>The same, rounded to single precision.</summary>
    public float[] RowsSingle => Array.ConvertAll(Values(), value => (float)value);

    /// <summary>Clouds of every shape, of scales around that of the kernels, 1.</summary>
    public static Gen<Cloud> Of(int fewest, int most, int mostFeatures) =>
        Gen.Select(
            Shapes, Gen.Int[fewest, most], Gen.Int[1, mostFeatures], Gen.OneOf(0.25, 1.0, 4.0), Gen.Int[0, 100_000],
            (shape, count, features, scale, seed) => new Cloud(shape, count, features, scale, seed));

    public override string ToString() => $"{Shape}, {Count} x {Features}, times {Scale}, seed {Seed}";

    private double[] Values()
    {
        double[] normal = RandomPoints.Normal(Count, Features, Seed), others = RandomPoints.Normal(Count, Features, Seed + 1);
        int places = 1 + Seed % 5;
        return [.. normal.Select((value, i) =>
        {
            int row = i / Features, column = i % Features;
            return Scale * Shape switch
            {
                CloudShape.Clusters => 0.1 * value + 4 * (row % 3),
                CloudShape.HeavyTails => value / Math.Max(Math.Abs(others[i]), 1e-3),
                CloudShape.Duplicates => normal[row * row % places * Features % normal.Length + column],
                CloudShape.ConstantColumn => column == 0 ? 0.7 : value,
                CloudShape.Line => normal[row * Features],
                CloudShape.Grid => Math.Round(2 * value),
                _ => value,
            };
        })];
    }
}
