using CsCheck;
using CteFast.Explain.Models;
using CteFast.Explain.Tests.Fixtures;

namespace CteFast.Explain.Tests.Properties;

/// <summary>A random model, a background, and a row to explain.</summary>
/// <param name="Model">The model.</param>
/// <param name="BackgroundRows">The number of background rows, many of them equal.</param>
/// <param name="IsWeighted">Whether they have weights, some of them zero.</param>
/// <param name="Seed">Where the rows come from.</param>
internal sealed record Game(RandomModel Model, int BackgroundRows, bool IsWeighted, int Seed)
{
    private int D => Model.Features;

    public float[] Row => RandomTree.Rows(new Random(Seed), 1, D);

    public float[] Rows => RandomTree.Rows(new Random(Seed + 1), BackgroundRows, D);

    /// <summary>The weights, whole numbers.</summary>
    public int[] Weights
    {
        get
        {
            var random = new Random(Seed + 2);
            return [.. Enumerable.Range(0, BackgroundRows).Select(i => IsWeighted ? i == 0 ? 2 : random.Next(4) : 1)];
        }
    }

    public Background Background => BackgroundOf(Rows);

    /// <summary>Every background row as often as it weighs: what the weights mean.</summary>
    public float[] RepeatedRows
    {
        get
        {
            (float[] rows, int[] weights, int d) = (Rows, Weights, D);
            return [.. Enumerable.Range(0, BackgroundRows).SelectMany(i => Enumerable.Repeat(rows[(i * d)..((i + 1) * d)], weights[i]).SelectMany(row => row))];
        }
    }

    /// <summary>Games of a few features, and of models of every kind.</summary>
    public static Gen<Game> Of(int fewest = 1, int most = 6, int mostOutputs = 3) => Gen.Select(
        Gen.OneOf(Enum.GetValues<ModelKind>()), Gen.Int[fewest, most], Gen.Int[1, mostOutputs], Gen.Int[0, 1_000_000], Gen.Int[1, 9], Gen.Bool, Gen.Int[0, 1_000_000],
        (kind, d, k, modelSeed, rows, isWeighted, seed) => new Game(new RandomModel(kind, d, k, modelSeed), rows, isWeighted, seed));

    public override string ToString() => $"{Model}, {BackgroundRows} {(IsWeighted ? "weighted" : "equal")} background rows, seed {Seed}";

    public Background BackgroundOf(float[] rows) => IsWeighted ? Background.Of(rows, D, Array.ConvertAll(Weights, weight => (double)weight)) : Background.Of(rows, D);

    /// <summary>The worth of every coalition, 2^d x k: the mean prediction where features outside the coalition come from the background.</summary>
    public double[] Worths(IModel model) => ShapleyOracle.Worths(model, Row, RepeatedRows);

    /// <summary>The Shapley values by enumeration, k x d.</summary>
    public double[] ShapleyValues(IModel model) => ShapleyOracle.Explain(model, Row, RepeatedRows);
}
