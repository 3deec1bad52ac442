using System.Runtime.InteropServices;

namespace CteFast.Explain.Asking;

/// <summary>
/// The model rows for the worths of coalitions, <c>v(S) = Σ_z w_z f(x_S, z_notS)</c>: one for each coalition and background row z. Those that equal x or z
/// are left out, since their outputs are known.
/// </summary>
internal ref struct CoalitionRows : IRowSource
{
    private readonly RowGame _game;
    private readonly CoalitionSet _coalitions;
    private readonly ReadOnlySpan<int> _active;
    private readonly Span<double> _received;
    private readonly Span<double> _known;
    private readonly Span<int> _pairs;
    private int _pair;

    /// <summary>Starts at the first coalition.</summary>
    /// <param name="game">The row and the background.</param>
    /// <param name="coalitions">The coalitions; their player i stands for <paramref name="active"/>[i].</param>
    /// <param name="active">The players that differ.</param>
    /// <param name="worths">Scratch, coalitions x 2k.</param>
    /// <param name="pairs">Scratch, as long as a batch.</param>
    public CoalitionRows(RowGame game, CoalitionSet coalitions, ReadOnlySpan<int> active, Span<double> worths, Span<int> pairs)
    {
        int length = coalitions.Count * game.Outputs;
        _game = game;
        _coalitions = coalitions;
        _active = active;
        _received = worths[..length];
        _known = worths.Slice(length, length);
        _pairs = pairs;
        Limit = coalitions.Count;
        worths[..(2 * length)].Clear();
    }

    /// <summary>The coalition to stop before; it may be moved, and the work goes on.</summary>
    public int Limit { get; set; }

    /// <summary>The number of coalitions whose worths are known; valid between two runs.</summary>
    public readonly int Done => _pair / _game.Background.Count;

    /// <summary>The worth of a coalition.</summary>
    public readonly double Worth(int coalition, int output)
    {
        int at = coalition * _game.Outputs + output;
        return _known[at] + _received[at];
    }

    /// <inheritdoc/>
    public bool Next(int place, ReadOnlySpan<float> previous, Span<float> row)
    {
        for (; _pair < (long)Limit * _game.Background.Count; _pair++)
        {
            (int coalition, int z) = Math.DivRem(_pair, _game.Background.Count);
            ReadOnlySpan<ulong> members = _coalitions[coalition];
            ReadOnlySpan<float> background = _game.Background.Row(z);
            background.CopyTo(row);
            for (int i = 0; i < _active.Length; i++)
            {
                if (CoalitionSet.Contains(members, i)) _game.Give(_active[i], row);
            }

            bool isBackground = Same(row, background);
            if (!isBackground && !Same(row, _game.Row))
            {
                _pairs[place] = _pair++;
                return true;
            }

            // Summed apart from the received outputs, so that the order of no sum depends on the size of a batch.
            ReadOnlySpan<double> outputs = isBackground ? _game.OutputsOf(z) : _game.Prediction;
            for (int output = 0; output < outputs.Length; output++) _known[coalition * outputs.Length + output] += _game.Background.Weights[z] * outputs[output];
        }

        return false;
    }

    /// <inheritdoc/>
    public readonly void Take(int place, ReadOnlySpan<float> outputs)
    {
        (int coalition, int z) = Math.DivRem(_pairs[place], _game.Background.Count);
        for (int output = 0; output < outputs.Length; output++) _received[coalition * outputs.Length + output] += _game.Background.Weights[z] * outputs[output];
    }

    private static bool Same(ReadOnlySpan<float> left, ReadOnlySpan<float> right) => MemoryMarshal.AsBytes(left).SequenceEqual(MemoryMarshal.AsBytes(right));
}
