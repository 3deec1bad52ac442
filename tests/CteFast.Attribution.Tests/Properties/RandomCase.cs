using CsCheck;
using CteFast.Attribution.Models;
using CteFast.Attribution.Training;

namespace CteFast.Attribution.Tests.Properties;

/// <summary>A random network with random parameters, training rows, queries and a trajectory: what laws of attribution are tried on.</summary>
/// <param name="Widths">Features, hidden layers, outputs.</param>
/// <param name="Activation">The activation of hidden layers.</param>
/// <param name="Loss">The loss.</param>
/// <param name="Rows">The number of training rows.</param>
/// <param name="Seed">The seed of all numbers.</param>
public sealed record RandomCase(int[] Widths, Activation Activation, Loss Loss, int Rows, int Seed)
{
    private const int QueryCount = 3;

    /// <summary>Small networks of every activation and loss, none to two hidden layers, 5 to 30 rows.</summary>
    internal static Gen<RandomCase> Any { get; } =
        from loss in Gen.Enum<Loss>()
        from activation in Gen.Enum<Activation>()
        from features in Gen.Int[1, 4]
        from hidden in Gen.Int[1, 5].Array[0, 2]
        from outputs in loss == Loss.Logistic ? Gen.Const(1) : loss == Loss.SoftmaxCrossEntropy ? Gen.Int[2, 4] : Gen.Int[1, 3]
        from rows in Gen.Int[5, 30]
        from seed in Gen.Int[0, 1_000_000]
        select new RandomCase([features, .. hidden, outputs], activation, loss, rows, seed);

    internal DenseNetwork Network => new(Widths, Activation, Loss);

    internal LabelledData<double> Training => Data(Rows, Seed + 1);

    internal LabelledData<double> Queries => Data(QueryCount, Seed + 2);

    /// <summary>What is measured beside the loss.</summary>
    internal Measurement Other => Loss == Loss.SquaredError ? Measurement.AbsoluteError : Measurement.Margin;

    internal double[] Parameters(int seed = 0)
    {
        double[] parameters = Made.Normal(Network.ParameterCount, Seed + 10 + seed);
        for (int i = 0; i < parameters.Length; i++) parameters[i] *= 0.5;
        return parameters;
    }

    /// <summary>Two segments with a checkpoint each, at random parameters.</summary>
    internal Trajectory<double> Trajectory(int rows) => new(Network,
        [new TrajectorySegment<double>([new Checkpoint<double>(0, Parameters(1))], [0.2, 0.1]), new TrajectorySegment<double>([new Checkpoint<double>(2, Parameters(2))], [0.3])],
        Parameters(3), rows, momentum: 0.5, weightDecay: 0.01);

    public override string ToString() => $"{string.Join('-', Widths)}, {Activation}, {Loss}, {Rows} rows, seed {Seed}";

    private LabelledData<double> Data(int count, long seed)
    {
        double[] features = Made.Normal(count * Widths[0], seed), targets = Made.Normal(count * Network.TargetCount, seed + 7);
        int classes = Loss == Loss.Logistic ? 2 : Widths[^1];
        if (Loss != Loss.SquaredError) targets = [.. targets.Select(target => (double)((int)(Math.Abs(target) * 100) % classes))];
        return new LabelledData<double>(features, Widths[0], targets);
    }
}
