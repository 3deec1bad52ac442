using CteFast.Attribution.Evaluation;
using CteFast.Attribution.Methods;
using CteFast.Attribution.Models;
using CteFast.Attribution.Scoring;
using CteFast.Attribution.Training;
using CteFast.Numerics;

namespace CteFast.Cli.Commands;

/// <summary>The attribution methods of the command.</summary>
internal enum MethodName
{
    Source,
    FastSource,
    Influence,
    TracIn,
    GradientDot,
    GradientCosine,
    Representation,
}

/// <summary>Training rows, queries and the trajectory of the training: scores and what follows from them.</summary>
/// <param name="Training">The training rows.</param>
/// <param name="Queries">The queries.</param>
/// <param name="Trajectory">How the network was trained.</param>
internal sealed record AttributionRequest(LabelledData<float> Training, LabelledData<float> Queries, Trajectory<float> Trajectory)
{
    /// <summary>The most harmful rows among which wrong labels are looked for.</summary>
    public const int MostHarmful = 50;

    /// <summary>The methods and their names on the command line.</summary>
    public static readonly (string, MethodName)[] Methods =
    [
        ("source", MethodName.Source),
        ("fast-source", MethodName.FastSource),
        ("influence", MethodName.Influence),
        ("tracin", MethodName.TracIn),
        ("gradient-dot", MethodName.GradientDot),
        ("gradient-cosine", MethodName.GradientCosine),
        ("representation", MethodName.Representation),
    ];

    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    private static readonly MethodName[] Compared = [MethodName.Source, MethodName.Influence, MethodName.TracIn, MethodName.GradientDot];

    private ScoringOptions Options => new()
    {
        Measurement = Trajectory.Network.Loss == Loss.SquaredError ? Measurement.AbsoluteError : Measurement.Margin,
        Threads = 0,
    };

    /// <summary>The rows that help each query most and those that harm it most.</summary>
    /// <param name="method">The method, fitted.</param>
    /// <param name="count">The rows at either end, k.</param>
    /// <param name="deadline">The time that scoring may take; null for no limit.</param>
    /// <param name="progress">Receives the fraction done.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public InfluentialRows Find(AttributionMethod<float> method, int count, TimeSpan? deadline, IProgress<double>? progress, CancellationToken cancellationToken)
        => method.FindInfluential(Queries, count, Options with { Deadline = deadline }, progress, cancellationToken);

    /// <summary>How many of wrong labels are among the most harmful rows of all queries, by method.</summary>
    /// <param name="wrong">The wrong labels.</param>
    /// <param name="time">The time that all methods may take, or null for any; those that it does not suffice for have no number.</param>
    /// <param name="progress">Receives the fraction done.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public IReadOnlyList<(string Method, int? Found)> FindWrong(Mislabelling<float> wrong, TimeSpan? time, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (time <= TimeSpan.Zero) timed.Cancel();
        else if (time is { } left) timed.CancelAfter(left < LongestTimer ? left : LongestTimer);
        List<(string, int?)> found = [];
        foreach (MethodName name in Compared)
        {
            double begun = (double)found.Count / Compared.Length;
            int? number = FindWrong(name, wrong, PartProgress.Of(progress, begun, begun + 1.0 / Compared.Length), timed.Token);
            cancellationToken.ThrowIfCancellationRequested();
            found.Add((Methods.Single(method => method.Item2 == name).Item1, number));
        }

        return found;
    }

    private int? FindWrong(MethodName name, Mislabelling<float> wrong, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            double[] scores = new double[Queries.Count * Training.Count];
            IProgress<double>?[] parts = PartProgress.Split(progress, 1, 1);
            Fit(name, parts[0], cancellationToken).Score(Queries, scores, Options, parts[1], cancellationToken);
            return wrong.Found(scores, MostHarmful);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Makes a method ready to score.</summary>
    public AttributionMethod<float> Fit(MethodName name, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        DenseNetwork network = Trajectory.Network;
        double time = Enumerable.Range(0, Trajectory.Segments.Count).Sum(Trajectory.OptimizationTime);
        return name switch
        {
            MethodName.Source or MethodName.FastSource => SourceAttribution<float>.Fit(Trajectory, Training,
                new SourceOptions { AverageParameters = name == MethodName.FastSource, Threads = 0 }, progress, cancellationToken),
            MethodName.Influence => InfluenceFunctions<float>.Fit(network, Training, Trajectory.Final, new InfluenceOptions { Damping = 1 / time, Threads = 0 }, cancellationToken),
            MethodName.TracIn => new TracIn<float>(Trajectory, Training),
            MethodName.GradientDot => new GradientSimilarity<float>(network, Training, Trajectory.Final),
            MethodName.GradientCosine => new GradientSimilarity<float>(network, Training, Trajectory.Final, isCosine: true),
            _ => new RepresentationSimilarity<float>(network, Training, Trajectory.Final),
        };
    }

    /// <summary>What the report says of the queries' predictions: the class of the largest output, or the output.</summary>
    public float[] Predictions()
    {
        int outputs = Trajectory.Network.OutputCount;
        float[] values = new float[Queries.Count * outputs];
        Trajectory.Network.Predict(Trajectory.Final.Span, Queries.Features, values);
        return Trajectory.Network.Loss switch
        {
            Loss.SquaredError => values,
            Loss.Logistic => [.. values.Select(value => value > 0 ? 1f : 0)],
            _ => [.. Enumerable.Range(0, Queries.Count).Select(i => (float)values.AsSpan(i * outputs, outputs).IndexOf(values.AsSpan(i * outputs, outputs).ToArray().Max()))],
        };
    }
}
