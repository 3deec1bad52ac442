using System.Numerics;
using CteFast.Attribution.Models;
using CteFast.Attribution.Scoring;
using CteFast.Attribution.Training;

namespace CteFast.Attribution.Storage;

/// <summary>The training rows' gradients at the checkpoints of a trajectory, on disk, as factors δ and ā: N·Σ(inputs + outputs) numbers a checkpoint.</summary>
/// <remarks>Scoring reads them in place of forward and backward passes. Used for checkpoints it holds; others are computed as ever.</remarks>
public sealed class GradientStore<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const char Kind = 'G';

    private readonly FileStream _stream;
    private readonly DenseNetwork _network;
    private readonly byte[] _data;
    private readonly int _rows;
    private readonly List<byte[]> _parameters;

    private GradientStore(FileStream stream, DenseNetwork network, byte[] data, int rows, List<byte[]> parameters)
        => (_stream, _network, _data, _rows, _parameters) = (stream, network, data, rows, parameters);

    /// <summary>Computes and writes the gradients; the file appears whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="trajectory">The trajectory, whose checkpoints and end are taken.</param>
    /// <param name="training">The training rows.</param>
    /// <param name="threads">The most threads.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">Trajectory and rows do not fit each other.</exception>
    /// <exception cref="IOException">The file could not be written.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static void Write(string path, Trajectory<T> trajectory, LabelledData<T> training, int threads = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trajectory);
        ArgumentNullException.ThrowIfNull(training);
        trajectory.Network.Check(training);
        var gradients = new GradientSource<T>(trajectory.Network, training, threads);
        StoredFile.Write(path, Kind, Fingerprint(trajectory, training), content =>
        {
            foreach (ReadOnlyMemory<T> point in Points(trajectory))
            {
                for (int start = 0; start < training.Count; start += ScoringLoop<T>.BlockRows)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    GradientBlock<T> block = gradients.Load(point, start, Math.Min(ScoringLoop<T>.BlockRows, training.Count - start));
                    for (int l = 0; l < block.LayerCount; l++)
                    {
                        content.Write<T>(block.Inputs(l));
                        content.Write<T>(block.Deltas(l));
                    }
                }
            }
        });
    }

    /// <summary>Opens a file, reading it once to see that it is whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="trajectory">The trajectory it was written for.</param>
    /// <param name="training">The rows it was written for.</param>
    /// <exception cref="StoredFileException">The file is damaged or was written for another trajectory or other rows.</exception>
    public static GradientStore<T> Open(string path, Trajectory<T> trajectory, LabelledData<T> training)
    {
        ArgumentNullException.ThrowIfNull(trajectory);
        ArgumentNullException.ThrowIfNull(training);
        FileStream stream = StoredFile.Open(path, Kind, Fingerprint(trajectory, training), "gradients");
        return new GradientStore<T>(stream, trajectory.Network, Hash(training), training.Count, [.. Points(trajectory).Select(Hash)]);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    /// <summary>Whether the gradients are of these rows and this network.</summary>
    internal bool Fits(DenseNetwork network, LabelledData<T> training) => ReferenceEquals(network, _network) && Hash(training).AsSpan().SequenceEqual(_data);

    internal GradientSource<T> Source(DenseNetwork network, LabelledData<T> training, int threads) => new StoredGradients(this, network, training, threads);

    private int IndexOf(ReadOnlyMemory<T> parameters)
    {
        byte[] hash = Hash(parameters);
        return _parameters.FindIndex(known => known.AsSpan().SequenceEqual(hash));
    }

    private unsafe void Read(int point, int start, GradientBlock<T> block)
    {
        long numbers = _network.Layers.ToArray().Sum(layer => (long)layer.Columns + layer.Outputs);
        _stream.Position = StoredFile.ContentStart + ((long)point * _rows + start) * numbers * sizeof(T);
        for (int l = 0; l < block.LayerCount; l++)
        {
            StoredFile.Read(_stream, block.Inputs(l));
            StoredFile.Read(_stream, block.Deltas(l));
        }
    }

    private static IEnumerable<ReadOnlyMemory<T>> Points(Trajectory<T> trajectory) =>
        trajectory.Segments.SelectMany(segment => segment.Checkpoints).Select(checkpoint => checkpoint.Parameters).Append(trajectory.Final);

    private static byte[] Fingerprint(Trajectory<T> trajectory, LabelledData<T> training)
    {
        using var content = new ContentHash();
        content.Add(trajectory.Network);
        content.Add(training);
        foreach (ReadOnlyMemory<T> point in Points(trajectory)) content.Add(point.Span);
        return content.Finish();
    }

    private static byte[] Hash(LabelledData<T> data)
    {
        using var content = new ContentHash();
        content.Add(data);
        return content.Finish();
    }

    private static byte[] Hash(ReadOnlyMemory<T> parameters)
    {
        using var content = new ContentHash();
        content.Add(parameters.Span);
        return content.Finish();
    }

    private sealed class StoredGradients(GradientStore<T> store, DenseNetwork network, LabelledData<T> training, int threads) : GradientSource<T>(network, training, threads)
    {
        private readonly Dictionary<ReadOnlyMemory<T>, int> _known = [];
        private readonly GradientBlock<T> _block = new(network, Math.Min(training.Count, ScoringLoop<T>.BlockRows));

        public override GradientBlock<T> Load(ReadOnlyMemory<T> parameters, int start, int count)
        {
            if (!_known.TryGetValue(parameters, out int point)) _known[parameters] = point = store.IndexOf(parameters);
            if (point < 0) return base.Load(parameters, start, count);
            _block.Count = count;
            store.Read(point, start, _block);
            return _block;
        }
    }
}
