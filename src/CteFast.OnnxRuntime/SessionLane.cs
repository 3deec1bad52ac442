using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CteFast.OnnxRuntime;

/// <summary>The memory of one run at a time: pinned buffers for every input and the output, bound once. One thread uses it at a time.</summary>
internal sealed class SessionLane : IDisposable
{
    private readonly InferenceSession _session;
    private readonly IReadOnlyList<SessionInput> _inputs;
    private readonly int _rows;
    private readonly int _features;
    private readonly Array?[] _buffers;
    private readonly OrtValue[] _values;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _options = new();
    private readonly TensorElementType _outputType;
    private Array? _results;
    private OrtValue? _output;

    public SessionLane(InferenceSession session, IReadOnlyList<SessionInput> inputs, int rows, TensorElementType outputType)
    {
        (_session, _inputs, _rows, _outputType) = (session, inputs, rows, outputType);
        _features = inputs.Sum(input => input.Columns);
        _binding = session.CreateIoBinding();
        _buffers = new Array?[inputs.Count];
        _values = new OrtValue[inputs.Count];
        for (int i = 0; i < inputs.Count; i++)
        {
            SessionInput input = inputs[i];
            long[] shape = [rows, .. input.Shape.Select(size => (long)size)];
            int length = rows * input.Columns;
            _values[i] = input.Type switch
            {
                TensorElementType.Float => Pin<float>(i, length, shape),
                TensorElementType.Double => Pin<double>(i, length, shape),
                TensorElementType.Int64 => Pin<long>(i, length, shape),
                TensorElementType.Int32 => Pin<int>(i, length, shape),
                TensorElementType.Bool => Pin<bool>(i, length, shape),
                _ => OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape),
            };
            _binding.BindInput(input.Name, _values[i]);
        }
    }

    /// <summary>Writes rows, the last one again to the end of the batch.</summary>
    public void Fill(ReadOnlySpan<float> rows)
    {
        int count = rows.Length / _features;
        for (int i = 0; i < _inputs.Count; i++)
        {
            SessionInput input = _inputs[i];
            if (_buffers[i] is float[] singles)
            {
                // One float tensor holds the rows as they are.
                if (input.Columns == _features)
                {
                    rows.CopyTo(singles);
                }
                else
                {
                    for (int row = 0; row < count; row++)
                        rows.Slice(row * _features + input.First, input.Columns).CopyTo(singles.AsSpan(row * input.Columns));
                }

                Repeat(singles, count, input.Columns);
                continue;
            }

            for (int row = 0; row < _rows; row++)
            {
                ReadOnlySpan<float> values = rows.Slice(Math.Min(row, count - 1) * _features + input.First, input.Columns);
                for (int j = 0; j < values.Length; j++)
                    Write(i, row * input.Columns + j, values[j], Math.Min(row, count - 1));
            }
        }
    }

    /// <summary>Makes the output's buffer once its shape is known.</summary>
    public void BindOutput(string name, long[] shape)
    {
        int length = checked((int)shape.Aggregate(1L, (a, b) => a * b));
        _output = _outputType switch
        {
            TensorElementType.Float => Result<float>(length, shape),
            TensorElementType.Double => Result<double>(length, shape),
            TensorElementType.Int64 => Result<long>(length, shape),
            _ => Result<int>(length, shape),
        };
        _binding.BindOutput(name, _output);
    }

    /// <summary>Runs into the output's buffer.</summary>
    public void Run() => _session.RunWithBinding(_options, _binding);

    /// <summary>Runs the rows of <see cref="Fill"/> once and says what shape the output has.</summary>
    public long[] Probe(string output)
    {
        using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(_options, [.. _inputs.Select(input => input.Name)], _values, [output]);
        return results[0].GetTensorTypeAndShape().Shape;
    }

    /// <summary>The outputs of the first rows.</summary>
    public void Read(Span<float> outputs)
    {
        switch (_results)
        {
            case float[] singles:
                singles.AsSpan(0, outputs.Length).CopyTo(outputs);
                break;
            case double[] doubles:
                for (int i = 0; i < outputs.Length; i++) outputs[i] = (float)doubles[i];
                break;
            case long[] longs:
                for (int i = 0; i < outputs.Length; i++) outputs[i] = longs[i];
                break;
            case int[] integers:
                for (int i = 0; i < outputs.Length; i++) outputs[i] = integers[i];
                break;
        }
    }

    public void Dispose()
    {
        _binding.Dispose();
        _output?.Dispose();
        foreach (OrtValue value in _values)
            value.Dispose();
        _options.Dispose();
    }

    private OrtValue Pin<T>(int input, int length, long[] shape) where T : unmanaged
    {
        T[] buffer = GC.AllocateArray<T>(length, pinned: true);
        _buffers[input] = buffer;
        return OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffer.AsMemory(), shape);
    }

    private OrtValue Result<T>(int length, long[] shape) where T : unmanaged
    {
        T[] buffer = GC.AllocateArray<T>(length, pinned: true);
        _results = buffer;
        return OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffer.AsMemory(), shape);
    }

    private void Repeat(Span<float> buffer, int count, int columns)
    {
        ReadOnlySpan<float> last = buffer.Slice((count - 1) * columns, columns);
        for (int row = count; row < _rows; row++)
            last.CopyTo(buffer[(row * columns)..]);
    }

    private void Write(int input, int place, float value, int row)
    {
        switch (_buffers[input])
        {
            case double[] doubles:
                doubles[place] = value;
                break;
            case long[] longs:
                longs[place] = float.IsInteger(value) && Math.Abs(value) < 9.2e18f ? (long)value : throw Misfit(input, value, row);
                break;
            case int[] integers:
                integers[place] = float.IsInteger(value) && value is >= int.MinValue and < 2147483648f ? (int)value : throw Misfit(input, value, row);
                break;
            case bool[] flags:
                flags[place] = value is 0f or 1f ? value == 1f : throw Misfit(input, value, row);
                break;
            default:
                byte[][] levels = _inputs[input].Levels;
                _values[input].StringTensorSetElementAt(float.IsInteger(value) && value >= 0 && value < levels.Length ? levels[(int)value] : throw Misfit(input, value, row), place);
                break;
        }
    }

    // An integer or a text has no NaN: turned into any number it would be a wrong answer.
    private ArgumentException Misfit(int input, float value, int row) => _inputs[input].Type switch
    {
        TensorElementType.String => new ArgumentException($"Row {row} of the batch: {value} is no place in the {_inputs[input].Levels.Length} levels of input {_inputs[input].Name}; missing is a level of its own, if the model knows one."),
        TensorElementType.Bool => new ArgumentException($"Row {row} of the batch: {value} is neither 0 nor 1, which input {_inputs[input].Name} takes."),
        var type => new ArgumentException($"Row {row} of the batch: {value} is no whole number that input {_inputs[input].Name} of type {type} takes."),
    };
}
