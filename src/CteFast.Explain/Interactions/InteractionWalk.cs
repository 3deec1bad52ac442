using CteFast.Explain.Asking;

namespace CteFast.Explain.Interactions;

/// <summary>
/// The model rows of orderings walked from z to x and, for every two players that are neighbours in the ordering, the row that has the second without the
/// first. Four outputs (neither, first, second, both) give the interaction of a pair: what both add beyond the sum of what each adds.
/// </summary>
internal ref struct InteractionWalk : IRowSource
{
    private readonly RowGame _game;
    private readonly int _units;
    private readonly AdjacentOrderings _composed;
    private readonly AdjacentOrderings _followed;
    private readonly CancellationToken _cancellationToken;
    private readonly PairSums _sums;
    private readonly Span<int> _composing;
    private readonly Span<int> _taking;
    private readonly Span<int> _differing;
    private readonly Span<double> _outputs;
    private Cursor _next = new(-1, 0);
    private Cursor _taken = new(-1, 0);

    /// <summary>Starts at the first ordering.</summary>
    /// <param name="game">The row and the background.</param>
    /// <param name="units">The number of orderings; ordering i is walked from background row i mod count.</param>
    /// <param name="random">What the orderings follow from.</param>
    /// <param name="workspace">Memory; its sums receive the contributions.</param>
    /// <param name="cancellationToken">Stops the work between two orderings, which may need no model rows.</param>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public InteractionWalk(RowGame game, int units, Pcg64 random, InteractionExplainer.Workspace workspace, CancellationToken cancellationToken)
    {
        _game = game;
        _units = units;
        (_composed, _followed, _cancellationToken) = (workspace.Composed, workspace.Taken, cancellationToken);
        _composed.Start(random);
        _followed.Start(random);
        _sums = workspace.Sums;
        _composing = workspace.Composing;
        _taking = workspace.Taking;
        _differing = workspace.Differing;
        _outputs = workspace.Outputs;
        _sums.Clear();
    }

    /// <inheritdoc/>
    public bool Next(int place, ReadOnlySpan<float> previous, Span<float> row)
    {
        while (_next.Step >= _next.Steps)
        {
            if (!Advance(ref _next, _composed, _composing)) return false;
        }

        // Even steps are rows of the walk, with 1 to a − 1 players; odd steps have the last of these players replaced by the next one.
        (int count, int replaced) = (_next.Step / 2 + 1, _next.Step % 2);
        _game.Background.Row(_next.Unit % _game.Background.Count).CopyTo(row);
        for (int i = 0; i < count - replaced; i++) _game.Give(_composing[i], row);
        if (replaced == 1) _game.Give(_composing[count], row);
        _next.Step++;
        return true;
    }

    /// <inheritdoc/>
    public void Take(int place, ReadOnlySpan<float> outputs)
    {
        while (_taken.Step >= _taken.Steps) Follow();
        for (int output = 0; output < outputs.Length; output++) _outputs[_taken.Step * outputs.Length + output] = outputs[output];
        if (++_taken.Step == _taken.Steps) Sum();
    }

    /// <summary>Adds the walks after the last row received that needed no model row.</summary>
    public void Settle()
    {
        while (_taken.Step >= _taken.Steps && _taken.Unit < _next.Unit) Follow();
    }

    private void Follow()
    {
        if (Advance(ref _taken, _followed, _taking) && _taken.Steps == 0) Sum();
    }

    private readonly bool Advance(ref Cursor cursor, AdjacentOrderings orderings, Span<int> players)
    {
        int unit = cursor.Unit + 1;
        if (unit >= _units) return false;
        _cancellationToken.ThrowIfCancellationRequested();
        int differing = _game.Differing(unit % _game.Background.Count, _differing), count = 0;
        foreach (int player in orderings.Next())
        {
            if (_differing[..differing].BinarySearch(player) >= 0) players[count++] = player;
        }

        cursor = new Cursor(unit, count);
        return true;
    }

    private readonly void Sum()
    {
        int a = _taken.Active, k = _game.Outputs, z = _taken.Unit % _game.Background.Count;
        double weight = _game.Background.Weights[z] * _game.Background.Count;
        _sums.Begin(_taking[..a], weight);
        for (int output = 0; output < k; output++)
        {
            double before = _game.OutputsOf(z)[output];
            for (int t = 0; t < a; t++)
            {
                double now = t < a - 1 ? _outputs[2 * t * k + output] : _game.Prediction[output];
                _sums.AddPlayer(output, _taking[t], weight, now - before);
                if (t < a - 1)
                {
                    double next = t < a - 2 ? _outputs[2 * (t + 1) * k + output] : _game.Prediction[output], other = _outputs[(2 * t + 1) * k + output];
                    _sums.AddPair(output, _taking[t], _taking[t + 1], weight * a / 2, next - now - other + before);
                }

                before = now;
            }
        }
    }

    private struct Cursor(int unit, int active)
    {
        public readonly int Unit => unit;

        public readonly int Active => active;

        public readonly int Steps => Math.Max(0, 2 * (active - 1));

        public int Step;
    }
}
