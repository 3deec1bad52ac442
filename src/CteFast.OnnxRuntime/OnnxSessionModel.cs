using CteFast.Explain.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CteFast.OnnxRuntime;

/// <summary>A model that ONNX Runtime runs.</summary>
/// <remarks>
/// <para>
/// A row holds the columns of the graph's inputs, one input after the other. Integers, flags and places of texts among their levels are whole numbers;
/// NaN goes to inputs of floating-point numbers as it is, and is refused by name elsewhere.
/// </para>
/// <para>
/// ONNX Runtime's last bits change with the number of rows in a batch. So each run has the same number, <see cref="BatchRows"/>, the last row repeated where there are
/// fewer: a row has the same outputs in any batch. Several threads may predict at once: each has its own buffers, which are kept, and nothing is locked.
/// </para>
/// </remarks>
public sealed class OnnxSessionModel : IModel, IDisposable
{
    /// <summary>Rows of a run where the model takes any number.</summary>
    internal const int Rows = 128;

    private readonly InferenceSession _session;
    private readonly bool _isOwned;
    private readonly SessionInput[] _inputs;
    private readonly string _output;
    private readonly TensorElementType _outputType;
    private readonly long[] _outputShape;
    private readonly SessionLane?[] _lanes = new SessionLane?[Math.Max(16, 2 * Environment.ProcessorCount)];
    private int _isDisposed;

    internal OnnxSessionModel(InferenceSession session, bool isOwned, string file, OnnxModelOptions options, Func<string, OutputKind?>? kind, IReadOnlyList<string> notes)
    {
        (_session, _isOwned) = (session, isOwned);
        _output = SessionOutput.Choose(file, session.OutputMetadata, options.Output);
        _outputType = session.OutputMetadata[_output].ElementDataType;
        BatchRows = Rows;
        var inputs = new List<SessionInput>();
        int? fixedRows = null;
        foreach (string name in session.InputNames)
        {
            NodeMetadata metadata = session.InputMetadata[name];
            inputs.Add(SessionInput.Of(file, name, metadata, inputs.Sum(input => input.Columns), options));
            if (SessionInput.FixedRows(metadata) is not { } rows)
                continue;
            if (fixedRows is { } others && others != rows)
                throw new ModelFormatException(file, $"input {name}", $"it takes {rows} rows at once, where another takes {others}");
            BatchRows = (fixedRows = rows).Value;
        }

        _inputs = [.. inputs];
        if (options.Levels.Keys.FirstOrDefault(name => !_inputs.Any(input => input.Name == name && input.Type == TensorElementType.String)) is { } stray)
            throw new ArgumentException($"{file}: there are levels for \"{stray}\", which is no input of texts; the inputs are {string.Join(", ", session.InputNames)}.", nameof(options));
        FeatureCount = _inputs.Sum(input => input.Columns);
        FeatureNames = Names(file, options);
        _outputShape = FindShape(file);
        OutputCount = checked((int)(_outputShape.Aggregate(1L, (a, b) => a * b) / BatchRows));
        OutputKind? known = options.OutputKind ?? kind?.Invoke(_output);
        OutputKind = known ?? OutputKind.Value;
        IsOutputKindKnown = known is not null;
        Info = new ModelInfo
        {
            Library = "ONNX Runtime",
            Version = OrtEnv.Instance().GetVersionString(),
            Notes = known is not null ? notes : [.. notes, $"whether output {_output} is a probability, a margin or another value is unknown; it is called a value"],
        };
    }

    /// <inheritdoc/>
    public int FeatureCount { get; }

    /// <inheritdoc/>
    public int OutputCount { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <inheritdoc/>
    public OutputKind OutputKind { get; }

    /// <summary>Whether <see cref="OutputKind"/> is known: from the graph's last operators, or from the caller. A session that was handed in tells nothing.</summary>
    public bool IsOutputKindKnown { get; }

    /// <summary>The name of the output that is explained.</summary>
    public string OutputName => _output;

    /// <summary>The rows of every run.</summary>
    public int BatchRows { get; }

    /// <summary>Which runtime it is, why the file was not read as trees or a network, and what is not known.</summary>
    public ModelInfo Info { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The spans do not fit the model, or a value does not fit its input.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public void Predict(ReadOnlySpan<float> rows, Span<float> outputs)
    {
        int count = ModelBatch.RowCount(this, rows, outputs);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        if (count == 0)
            return;
        SessionLane lane = Rent();
        try
        {
            for (int start = 0; start < count; start += BatchRows)
            {
                int some = Math.Min(BatchRows, count - start);
                lane.Fill(rows.Slice(start * FeatureCount, some * FeatureCount));
                lane.Run();
                lane.Read(outputs.Slice(start * OutputCount, some * OutputCount));
            }
        }
        catch
        {
            lane.Dispose();
            throw;
        }

        Return(lane);
    }

    /// <summary>Frees the buffers, and the session if it was opened here. No thread may predict meanwhile.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        for (int i = 0; i < _lanes.Length; i++)
            Interlocked.Exchange(ref _lanes[i], null)?.Dispose();
        if (_isOwned)
            _session.Dispose();
    }

    private string[] Names(string file, OnnxModelOptions options)
    {
        if (options.FeatureNames.Count > 0)
        {
            return options.FeatureNames.Count == FeatureCount ? [.. options.FeatureNames]
                : throw new ArgumentException($"{file}: there are {options.FeatureNames.Count} feature names for {FeatureCount} columns of {string.Join(", ", _inputs.Select(input => $"{input.Name} ({input.Columns})"))}.", nameof(options));
        }

        return _inputs is [{ Columns: > 1 }] ? []
            : [.. _inputs.SelectMany(input => input.Columns == 1 ? [input.Name] : Enumerable.Range(0, input.Columns).Select(j => $"{input.Name}[{j}]"))];
    }

    /// <summary>Runs a batch of zeros: what a file says of its output's shape may be wrong or missing.</summary>
    private long[] FindShape(string file)
    {
        using var lane = new SessionLane(_session, _inputs, BatchRows, _outputType);
        long[] shape;
        try
        {
            lane.Fill(new float[FeatureCount]);
            shape = lane.Probe(_output);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelFormatException(file, "", $"ONNX Runtime cannot run it on a row of zeros: {e.Message}", e);
        }

        return shape.Length > 0 && shape[0] == BatchRows && shape.All(size => size > 0) ? shape
            : throw new ModelFormatException(file, $"output {_output}", $"it has the shape [{string.Join(", ", shape)}] for {BatchRows} rows; the first dimension must be the rows");
    }

    private SessionLane Rent()
    {
        for (int i = 0; i < _lanes.Length; i++)
        {
            if (Interlocked.Exchange(ref _lanes[i], null) is { } free)
                return free;
        }

        var lane = new SessionLane(_session, _inputs, BatchRows, _outputType);
        lane.BindOutput(_output, _outputShape);
        return lane;
    }

    private void Return(SessionLane lane)
    {
        for (int i = 0; i < _lanes.Length; i++)
        {
            if (Interlocked.CompareExchange(ref _lanes[i], lane, null) is null)
                return;
        }

        lane.Dispose();
    }
}
