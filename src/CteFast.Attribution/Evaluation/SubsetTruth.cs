using System.Diagnostics;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using CteFast.Attribution.Models;
using CteFast.Attribution.Storage;
using CteFast.Attribution.Training;
using CteFast.Thinning;

namespace CteFast.Attribution.Evaluation;

/// <summary>
/// The measurements of queries by networks trained on random subsets of the training rows: the truth against which <see cref="LinearDatamodelingScore"/>
/// judges scores. Threads may share it if none changes its arrays.
/// </summary>
[DebuggerDisplay("{Subsets.Count} subsets of {RowCount} rows, {QueryCount} queries, {Measurement}")]
public sealed class SubsetTruth
{
    /// <summary>The number of training rows, N.</summary>
    public required int RowCount { get; init; }

    /// <summary>The number of queries, Q.</summary>
    public required int QueryCount { get; init; }

    /// <summary>The number of each query that was measured.</summary>
    public required Measurement Measurement { get; init; }

    /// <summary>The rows of each subset, M lists.</summary>
    public required IReadOnlyList<int[]> Subsets { get; init; }

    /// <summary>The seed of each training, M x R.</summary>
    public required IReadOnlyList<long> Seeds { get; init; }

    /// <summary>The mean measurement of every query after training on each subset, M x Q.</summary>
    public required double[] Values { get; init; }

    /// <summary>Trains M·R networks on subsets of the rows, each for as many epochs as on all rows and so for fewer steps.</summary>
    /// <param name="network">The network.</param>
    /// <param name="training">The training rows, N.</param>
    /// <param name="queries">The queries, Q.</param>
    /// <param name="measurement">What is measured.</param>
    /// <param name="trainingOptions">How networks are trained on all rows. Steps are reduced for the smaller subset, and every training has another seed.</param>
    /// <param name="options">The number of subsets and trainings.</param>
    /// <param name="progress">Receives the fraction of the work done.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">Network, rows and options do not fit each other.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static SubsetTruth Train<T>(DenseNetwork network, LabelledData<T> training, LabelledData<T> queries, Measurement measurement, TrainingOptions trainingOptions,
        RetrainingOptions options, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(queries);
        network.Check(queries);
        network.Check(measurement);
        options.Check();
        int size = Math.Max(1, (int)Math.Round(options.Fraction * training.Count)), m = options.Subsets, r = options.Repetitions, q = queries.Count;
        int[][] subsets = [.. Enumerable.Range(0, m).Select(j => Sample(training.Count, size, new SeedSequence(options.Seed).Child(j).DerivedSeed()))];
        long[] seeds = [.. Enumerable.Range(0, m * r).Select(j => new SeedSequence(options.Seed).Child(m + j).DerivedSeed())];
        var values = new double[m * r * q];
        int done = 0;
        Threads.For(m * r, options.Workers, j =>
        {
            TrainingOptions run = trainingOptions with { Seed = seeds[j], Threads = 1, Steps = Steps(trainingOptions, training.Count, size), RowWeights = default, Segments = new SegmentPlan { Count = 1, Checkpoints = 1 } };
            T[] parameters = Trainer.TrainOnly(network, training.Subset(subsets[j / r]), run, cancellationToken);
            network.Measure<T>(parameters, queries, measurement, values.AsSpan(j * q, q));
            progress?.Report((double)Interlocked.Increment(ref done) / (m * r));
        });
        var means = new double[m * q];
        for (int i = 0; i < values.Length; i++) means[i / (r * q) * q + i % q] += values[i] / r;
        return new SubsetTruth { RowCount = training.Count, QueryCount = q, Measurement = measurement, Subsets = subsets, Seeds = seeds, Values = means };
    }

    /// <summary>Writes subsets, seeds and values as JSON; the file appears whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file could not be written.</exception>
    public void Save(string path) => WholeFile.Write(path, stream => JsonSerializer.Serialize(stream, this, SubsetTruthJson.Default.SubsetTruth));

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="StoredFileException">The file holds no such measurements, or its numbers do not fit each other.</exception>
    /// <exception cref="IOException">The file could not be read.</exception>
    public static SubsetTruth Load(string path)
    {
        try
        {
            SubsetTruth? truth = JsonSerializer.Deserialize(File.ReadAllBytes(path), SubsetTruthJson.Default.SubsetTruth);
            if (truth is null || !truth.IsWhole())
                throw new StoredFileException(path, "subsets and values do not fit each other; train them anew");
            return truth;
        }
        catch (JsonException e)
        {
            throw new StoredFileException(path, "this is no file of subsets and values; train them anew", e);
        }
    }

    /// <summary>Whether the numbers read from a file fit each other.</summary>
    private bool IsWhole() => QueryCount >= 0 && Enum.IsDefined(Measurement) && Values.Length == (long)Subsets.Count * QueryCount
        && (Subsets.Count == 0 ? Seeds.Count == 0 : Seeds.Count % Subsets.Count == 0) && Subsets.All(rows => rows is not null && rows.All(row => row >= 0 && row < RowCount));

    /// <summary>The steps that make as many epochs on a subset as on all rows.</summary>
    private static int Steps(TrainingOptions options, int rows, int size)
    {
        if (options.BatchSize == 0) return options.Steps;
        if (options.BatchSize > size) throw new ArgumentException($"A batch of {options.BatchSize} is more than the {size} rows of a subset; train with smaller batches.", nameof(options));
        double epochs = (double)options.Steps / (rows / options.BatchSize);
        return Math.Max(1, (int)Math.Round(epochs * (size / options.BatchSize)));
    }

    private static int[] Sample(int count, int size, long seed)
    {
        var random = new Pcg64(seed);
        int[] order = [.. Enumerable.Range(0, count)];
        UniformSample.BringToFront(order, size, ref random);
        return [.. order[..size].Order()];
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(SubsetTruth))]
internal sealed partial class SubsetTruthJson : JsonSerializerContext;
