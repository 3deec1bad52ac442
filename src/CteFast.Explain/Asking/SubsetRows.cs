using System.Numerics;

namespace CteFast.Explain.Asking;

/// <summary>Receives the worths of coalitions in the games between x and one background row each.</summary>
internal interface IWorthSink
{
    /// <summary>Receives a worth.</summary>
    /// <param name="players">The players of the game, m: those in which x and z differ.</param>
    /// <param name="coalition">The coalition; bit i is players[i].</param>
    /// <param name="weight">The background row's weight.</param>
    /// <param name="output">The output.</param>
    /// <param name="worth">The output of the model for the coalition.</param>
    void Count(ReadOnlySpan<int> players, uint coalition, double weight, int output, double worth);
}

/// <summary>
/// All coalitions of the games between x and every background row z, <c>v_z(S) = f(x_S, z_notS)</c>: 2^m − 2 model rows for the m players in which the two
/// differ. The other players have the value 0.
/// </summary>
internal ref struct SubsetRows<TSink> : IRowSource
    where TSink : IWorthSink, allows ref struct
{
    private readonly RowGame _game;
    private readonly Span<int> _composing;
    private readonly Span<int> _taking;
    private readonly TSink _sink;
    private Cursor _next;
    private Cursor _taken;

    /// <summary>Starts with the first background row.</summary>
    /// <param name="game">The row and the background.</param>
    /// <param name="scratch">Scratch, 2 x players.</param>
    /// <param name="sink">Receives the worths.</param>
    public SubsetRows(RowGame game, Span<int> scratch, TSink sink)
    {
        _game = game;
        _sink = sink;
        _composing = scratch[..game.Players.Count];
        _taking = scratch.Slice(game.Players.Count, game.Players.Count);
        _next = _taken = new Cursor(-1, 0, 0);
    }

    /// <inheritdoc/>
    public bool Next(int place, ReadOnlySpan<float> previous, Span<float> row)
    {
        if (!Advance(ref _next, _composing, countKnown: false)) return false;
        _game.Background.Row(_next.Row).CopyTo(row);
        for (uint rest = _next.Coalition; rest != 0; rest &= rest - 1) _game.Give(_composing[BitOperations.TrailingZeroCount(rest)], row);
        return true;
    }

    /// <inheritdoc/>
    public void Take(int place, ReadOnlySpan<float> outputs)
    {
        Advance(ref _taken, _taking, countKnown: true);
        double weight = _game.Background.Weights[_taken.Row];
        for (int output = 0; output < outputs.Length; output++) _sink.Count(_taking[.._taken.Players], _taken.Coalition, weight, output, outputs[output]);
    }

    /// <summary>Passes on the known worths of the background rows after the last model row.</summary>
    public void Finish() => Advance(ref _taken, _taking, countKnown: true);

    /// <summary>Moves to the next coalition that the model must predict; skips background rows without any.</summary>
    private readonly bool Advance(ref Cursor cursor, Span<int> players, bool countKnown)
    {
        (int row, int count, uint coalition) = (cursor.Row, cursor.Players, cursor.Coalition + 1);
        while (row < 0 || coalition >= (1u << count) - 1)
        {
            if (++row >= _game.Background.Count)
            {
                cursor = new Cursor(row, 0, 0);
                return false;
            }

            count = _game.Differing(row, players);
            coalition = 1;
            if (countKnown) CountKnown(row, players[..count]);
        }

        cursor = new Cursor(row, count, coalition);
        return true;
    }

    /// <summary>Passes on the worths of the empty coalition and of all players: the predictions of z and x.</summary>
    private readonly void CountKnown(int row, ReadOnlySpan<int> players)
    {
        if (players.IsEmpty) return;
        double weight = _game.Background.Weights[row];
        for (int output = 0; output < _game.Outputs; output++)
        {
            _sink.Count(players, 0, weight, output, _game.OutputsOf(row)[output]);
            _sink.Count(players, (1u << players.Length) - 1, weight, output, _game.Prediction[output]);
        }
    }

    private readonly record struct Cursor(int Row, int Players, uint Coalition);
}
