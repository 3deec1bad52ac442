using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;
using CteFast.Attribution.Models;
using CteFast.Attribution.Training;

namespace CteFast.Attribution.Storage;

/// <summary>
/// Reads and writes trajectories as two files, which any program that trains networks can write: a description in JSON and the weights in binary.
/// Threads may call it at once.
/// </summary>
/// <remarks>
/// <para>The JSON: <c>{"format": "ctefast-trajectory", "version": 1, "widths": [784, 512, 10], "activation": "relu" or "tanh",
/// "loss": "squaredError", "logistic" or "softmaxCrossEntropy", "trainingCount": N, "momentum": β, "weightDecay": λ, "type": "float32" or "float64",
/// "weights": "FILE", "segments": [{"learningRates": [η of every step], "checkpointSteps": [steps done]}]}</c>. In place of the list of rates a segment may
/// have <c>"steps"</c> and <c>"learningRateSum"</c>.</para>
/// <para>The weights, in a file beside the JSON: all checkpoints in order and then the parameters at the end, little-endian; each is layer after layer the weights
/// row-major, outputs x inputs, and then the bias, outputs: as <c>state_dict</c> of PyTorch's <c>Linear</c> layers has them.</para>
/// </remarks>
public static class TrajectoryFile
{
    private const string Format = "ctefast-trajectory";
    private const int MostSteps = 1 << 22;     // each has a learning rate in memory, and a digit too many must not take all of it

    /// <summary>Reads a trajectory; weights in the other precision are converted.</summary>
    /// <param name="path">The JSON file.</param>
    /// <param name="network">The network that the file must describe, whose generated loops (<see cref="DenseNetworkAttribute"/>) are then used; null takes the file's.</param>
    /// <exception cref="StoredFileException">The files are damaged, do not fit each other or describe another network.</exception>
    /// <exception cref="IOException">A file could not be read.</exception>
    public static Trajectory<T> Read<T>(string path, DenseNetwork? network = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(path);
        TrajectoryDescription description = Describe(path);
        try
        {
            var described = new DenseNetwork(description.Widths, description.Activation, description.Loss);
            network ??= described;
            if (!network.HasShapeOf(described))
                throw new StoredFileException(path, $"the network is {described}, but {network} is asked for");
            string weights = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, description.Weights);
            int points = description.Segments.Sum(segment => segment.CheckpointSteps.Length) + 1, size = description.Type == WeightType.Float32 ? 4 : 8;
            var file = new FileInfo(weights);
            if (!file.Exists) throw new StoredFileException(path, $"\"weights\": there is no {description.Weights} beside it; put it there");
            long expected = (long)points * network.ParameterCount * size;
            // Before it is opened: opening a pipe, whose length is 0, waits for someone to write to it.
            if (file.Length != expected)
                throw new StoredFileException(weights, $"{file.Length} bytes, but {points} sets of {network.ParameterCount} numbers of {size} bytes take {expected}; write them again");
            using FileStream stream = file.OpenRead();
            var segments = new List<TrajectorySegment<T>>();
            foreach (SegmentDescription segment in description.Segments)
            {
                segments.Add(new TrajectorySegment<T>([.. segment.CheckpointSteps.Select(step => new Checkpoint<T>(step, ReadParameters<T>(stream, network, description.Type)))],
                    segment.LearningRates ?? [.. Enumerable.Repeat(segment.LearningRateSum!.Value / segment.Steps!.Value, segment.Steps.Value)]));
            }

            return new Trajectory<T>(network, segments, ReadParameters<T>(stream, network, description.Type), description.TrainingCount, description.Momentum, description.WeightDecay);
        }
        catch (ArgumentException e)
        {
            throw new StoredFileException(path, ArgumentMessage.Of(e), e);
        }
    }

    /// <summary>Writes a trajectory: the JSON, and beside it the weights in a file of the same name that ends in .bin.</summary>
    /// <param name="path">The JSON file.</param>
    /// <param name="trajectory">The trajectory.</param>
    /// <exception cref="IOException">A file could not be written.</exception>
    public static void Write<T>(string path, Trajectory<T> trajectory)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(trajectory);
        DenseNetwork network = trajectory.Network;
        string weights = Path.ChangeExtension(Path.GetFullPath(path), ".bin");
        WholeFile.Write(weights, stream =>
        {
            foreach (Checkpoint<T> checkpoint in trajectory.Segments.SelectMany(segment => segment.Checkpoints)) WriteParameters(stream, network, checkpoint.Parameters.Span);
            WriteParameters(stream, network, trajectory.Final.Span);
        });

        var description = new TrajectoryDescription
        {
            Format = Format,
            Version = 1,
            Widths = [network.FeatureCount, .. network.Layers.ToArray().Select(layer => layer.Outputs)],
            Activation = network.Activation,
            Loss = network.Loss,
            TrainingCount = trajectory.TrainingCount,
            Momentum = trajectory.Momentum,
            WeightDecay = trajectory.WeightDecay,
            Type = typeof(T) == typeof(float) ? WeightType.Float32 : WeightType.Float64,
            Weights = Path.GetFileName(weights),
            Segments = [.. trajectory.Segments.Select(segment => new SegmentDescription
            {
                LearningRates = [.. segment.LearningRates],
                CheckpointSteps = [.. segment.Checkpoints.Select(checkpoint => checkpoint.Step)],
            })],
        };
        WholeFile.Write(path, stream => JsonSerializer.Serialize(stream, description, TrajectoryJson.Default.TrajectoryDescription));
    }

    private static TrajectoryDescription Describe(string path)
    {
        try
        {
            TrajectoryDescription? description = JsonSerializer.Deserialize(File.ReadAllBytes(path), TrajectoryJson.Default.TrajectoryDescription);
            if (description is not { Format: Format, Version: 1 }) throw new StoredFileException(path, $"\"format\" is not \"{Format}\" or \"version\" not 1; write it again");
            if (description.Segments.Any(segment => segment is not { CheckpointSteps: not null } || (segment.LearningRates is null && !(segment.Steps > 0 && segment.LearningRateSum >= 0))))
                throw new StoredFileException(path, "\"segments\": each needs \"checkpointSteps\" and \"learningRates\", or \"steps\" and \"learningRateSum\"");
            if (description.Segments.FirstOrDefault(segment => segment.LearningRates is null && segment.Steps > MostSteps) is { Steps: var steps })
                throw new StoredFileException(path, $"\"steps\" is {steps}; a segment has at most {MostSteps}: write it as several");
            return description;
        }
        catch (JsonException e)
        {
            throw new StoredFileException(path, Problem(e), e);
        }
    }

    /// <summary>What is wrong with the JSON. The message of the JSON reader names types of this library, which mean nothing to a user.</summary>
    private static string Problem(JsonException e)
    {
        const string Missing = "missing required properties including: ";
        string message = e.Message.Split(" Path: ")[0].ReplaceLineEndings(" ");
        string place = e.Path is { Length: > 1 } ? e.Path["$.".Length..].TrimEnd('.') : "the file";
        int missing = message.IndexOf(Missing, StringComparison.Ordinal);
        if (missing >= 0) return $"{place} has no {message[(missing + Missing.Length)..].TrimEnd('.')}; add it";

        // Only a syntax error has another JsonException inside.
        if (e.InnerException is JsonException) return $"{place} is not JSON: {message}";
        return place switch
        {
            "activation" => "\"activation\" is \"relu\" or \"tanh\"",
            "loss" => "\"loss\" is \"squaredError\", \"logistic\" or \"softmaxCrossEntropy\"",
            "type" => "\"type\" is \"float32\" or \"float64\"",
            _ => $"{place} is not what a trajectory has there",
        };
    }

    private static T[] ReadParameters<T>(FileStream stream, DenseNetwork network, WeightType type)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var parameters = new T[network.ParameterCount];
        foreach (LayerShape layer in network.Layers)
        {
            T[] weights = ReadNumbers<T>(stream, layer.Outputs * layer.Inputs, type), bias = ReadNumbers<T>(stream, layer.Outputs, type);
            for (int i = 0; i < layer.Outputs; i++)
            {
                Span<T> row = parameters.AsSpan(layer.Offset + i * layer.Columns, layer.Columns);
                weights.AsSpan(i * layer.Inputs, layer.Inputs).CopyTo(row);
                row[^1] = bias[i];
            }
        }

        return parameters;
    }

    private static T[] ReadNumbers<T>(FileStream stream, int count, WeightType type)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        return type == WeightType.Float32 ? Array.ConvertAll(Read<float>(), T.CreateTruncating) : Array.ConvertAll(Read<double>(), T.CreateTruncating);

        TValue[] Read<TValue>()
            where TValue : unmanaged
        {
            var values = new TValue[count];
            stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }
    }

    private static void WriteParameters<T>(FileStream stream, DenseNetwork network, ReadOnlySpan<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (LayerShape layer in network.Layers)
        {
            ReadOnlySpan<T> values = layer.Of(parameters);
            var bias = new T[layer.Outputs];
            for (int i = 0; i < layer.Outputs; i++)
            {
                stream.Write(MemoryMarshal.AsBytes(values.Slice(i * layer.Columns, layer.Inputs)));
                bias[i] = values[i * layer.Columns + layer.Inputs];
            }

            stream.Write(MemoryMarshal.AsBytes(bias.AsSpan()));
        }
    }
}
