using System.Numerics;
using CteFast.Attribution.Models;
using CteFast.Attribution.Scoring;
using CteFast.Attribution.Training;

namespace CteFast.Attribution.Storage;

/// <summary>
/// A file of the training rows' gradients at all checkpoints of a trajectory, from which scoring reads instead of running forward and backward passes.
/// Threads may share it, each with a method that uses it or all with one; dispose it when none scores any more.
/// </summary>
/// <remarks>
/// Gradients are stored as factors δ and ā, N·Σ(inputs + outputs + 1) numbers for each checkpoint. Gradients at parameters that the file does not hold, such as
/// averages of checkpoints, are computed.
/// </remarks>
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

    /// <summary>Computes the gradients at every checkpoint and at the end of training, and writes them; the file appears whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="trajectory">The trajectory.</param>
    /// <param name="training">The training rows.</param>
    /// <param name="threads">The most threads; 0 takes one for each processor.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">Trajectory and rows do not fit each other.</exception>
    /// <exception cref="IOException">The file could not be written.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static void Write(string path, Trajectory<T> trajectory, LabelledData<T> training, int threads = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trajectory);
        ArgumentNullException.ThrowIfNull(training);
        trajectory.Network.Check(training);
        var gradients = new GradientSource<T>(trajectory.Network, training, ThreadCount.Of(threads));
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

    /// <summary>Opens a file. Reads all of it once to check that it is undamaged.</summary>
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

    /// <summary>Closes the file. Methods that use the store can no longer score.</summary>
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
        long place = StoredFile.ContentStart + ((long)point * _rows + start) * numbers * sizeof(T);
        for (int l = 0; l < block.LayerCount; l++)
        {
            place = StoredFile.ReadAt(_stream.SafeFileHandle, place, block.Inputs(l));
            place = StoredFile.ReadAt(_stream.SafeFileHandle, place, block.Deltas(l));
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
        // The place of parameters in the file, or −1: their hash is computed once.
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
