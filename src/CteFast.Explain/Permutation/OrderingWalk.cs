using CteFast.Explain.Asking;
using CteFast.Explain.Averaging;

namespace CteFast.Explain.Permutation;

/// <summary>The model rows of a plan's units: from z to x in the unit's ordering, and from z to x in the reverse, over the players in which the two differ.</summary>
/// <remarks>Only completed units are added to the sums, so that these give an estimate whenever the walk stops.</remarks>
internal ref struct OrderingWalk : IRowSource
{
    private readonly PermutationPlan _plan;
    private readonly RowGame _game;
    private readonly UnitSums _sums;
    private readonly WalkLog? _log;
    private readonly Relabelling _relabelling;
    private readonly Span<int> _composing;
    private readonly Span<int> _taking;
    private readonly Span<int> _differing;
    private readonly Span<double> _last;
    private readonly Span<double> _unit;
    private Cursor _next;
    private Cursor _received;
    private long _budget;
    private long _passCost;
    private bool _anyMore;

    /// <summary>Starts at the first unit.</summary>
    /// <param name="plan">The units.</param>
    /// <param name="game">The row and the background.</param>
    /// <param name="budget">The most model rows.</param>
    /// <param name="workspace">Memory; its sums receive the contributions.</param>
    public OrderingWalk(PermutationPlan plan, RowGame game, long budget, PermutationExplainer.Workspace workspace)
    {
        _plan = plan;
        _game = game;
        _budget = budget;
        _sums = workspace.Sums;
        _log = workspace.Log;
        _relabelling = workspace.Relabelling;
        _composing = workspace.Composing;
        _taking = workspace.Taking;
        _differing = workspace.Differing;
        _last = workspace.Last;
        _unit = workspace.Unit;
        _sums.Clear();
        _log?.Clear();
        _next = _received = new Cursor(-1, 0, 0);
        Limit = long.MaxValue;
    }

    /// <summary>The unit to stop before; it may be moved, and the walk goes on.</summary>
    public long Limit { get; set; }

    /// <summary>Whether no unit is left that the budget pays for.</summary>
    public bool Finished { get; private set; }

    /// <summary>The number of completed units: those whose outputs have all been received.</summary>
    public readonly long Completed => _received.Step >= _received.Steps ? _received.Unit + 1 : _received.Unit;

    /// <inheritdoc/>
    public bool Next(int place, ReadOnlySpan<float> previous, Span<float> row)
    {
        while (_next.Step >= _next.Steps)
        {
            if (Finished || _next.Unit + 1 >= Limit || !Begin()) return false;
        }

        (int player, bool first) = Step(_next, _composing);
        (first ? _game.Background.Row(_plan.BackgroundRow(_next.Unit)) : previous).CopyTo(row);
        _game.Give(player, row);
        _next.Step++;
        return true;
    }

    /// <inheritdoc/>
    public void Take(int place, ReadOnlySpan<float> outputs)
    {
        while (_received.Step >= _received.Steps) Follow();
        (int player, bool first) = Step(_received, _taking);
        int k = outputs.Length;
        _log?.Add(outputs);
        if (first) _game.OutputsOf(_plan.BackgroundRow(_received.Unit)).CopyTo(_last);
        for (int output = 0; output < k; output++)
        {
            Add(output, player, outputs[output] - _last[output]);
            _last[output] = outputs[output];
        }

        _received.Step++;
        int half = _received.Active - 1;
        if (_received.Step % half != 0) return;
        int final = _taking[_received.Step == half ? half : 0];
        for (int output = 0; output < k; output++) Add(output, final, _game.Prediction[output] - _last[output]);
        if (_received.Step == _received.Steps) End();
    }

    /// <summary>Completes the units after the last row received that needed no model row.</summary>
    public void Settle()
    {
        while (_received.Step >= _received.Steps && _received.Unit < _next.Unit) Follow();
    }

    /// <summary>Turns to the next unit that the budget pays for.</summary>
    private bool Begin()
    {
        long unit = _next.Unit + 1;
        int rows = _game.Background.Count;
        // Forward and reverse are all orderings of two features. So a background row that differs from x in at most two is exact after its first unit; when all
        // background rows are such rows, the first pass is exact and the walk is finished.
        if (unit >= _plan.Units || (unit % rows == 0 && unit > 0 && !_anyMore))
        {
            Finished = true;
            return false;
        }

        if (unit % rows == 0) _anyMore = false;
        int active = Filter(unit, _composing), steps = StepsOf(unit, active);
        _anyMore |= active > 2;
        bool starts = _plan.IsPaired || unit % rows == 0;
        if (steps > _budget || (!_plan.IsPaired && starts && unit > 0 && _passCost > _budget))
        {
            Finished = true;
            return false;
        }

        _budget -= steps;
        if (unit < rows) _passCost += steps;
        _next = new Cursor(unit, active, steps);
        return true;
    }

    /// <summary>Turns to the next unit whose outputs will be received; a unit without model rows is completed at once.</summary>
    private void Follow()
    {
        long unit = _received.Unit + 1;
        int active = Filter(unit, _taking);
        _received = new Cursor(unit, active, StepsOf(unit, active));
        _unit.Clear();
        if (active > 1 || IsSkipped(unit, active)) return;
        ReadOnlySpan<double> outputs = _game.OutputsOf(_plan.BackgroundRow(unit));
        for (int output = 0; output < _game.Outputs && active == 1; output++)
        {
            double difference = _game.Prediction[output] - outputs[output];
            Add(output, _taking[0], difference);
            Add(output, _taking[0], difference);
        }

        End();
    }

    /// <summary>Adds the completed unit to the sums.</summary>
    private readonly void End()
    {
        int z = _plan.BackgroundRow(_received.Unit), cluster = _plan.ClusterOf(_received.Unit);
        ReadOnlySpan<int> players = _taking[.._received.Active];
        _sums.Add(cluster, _game.Background.Weights[z], players, _unit);
        _log?.End(z, cluster, players, _unit);
    }

    private readonly void Add(int output, int player, double contribution) => _unit[output * _game.Players.Count + player] += 0.5 * contribution;

    private readonly int StepsOf(long unit, int active) => active < 2 || IsSkipped(unit, active) ? 0 : 2 * (active - 1);

    /// <summary>Whether a unit is left out since its background row is exact already: an earlier pass has walked all orderings of its two players.</summary>
    private readonly bool IsSkipped(long unit, int active) => _plan.IsPaired && active <= 2 && unit >= _game.Background.Count;

    /// <summary>Writes the players in which x and z differ, in the unit's ordering, and returns their number.</summary>
    private readonly int Filter(long unit, Span<int> players)
    {
        int differing = _game.Differing(_plan.BackgroundRow(unit), _differing), count = 0;
        ReadOnlySpan<int> ordering = _plan.Ordering(unit), labels = _plan.Labels(unit, _relabelling);
        bool all = differing == ordering.Length;
        foreach (int drawn in ordering)
        {
            int player = labels[drawn];
            if (all || _differing[..differing].BinarySearch(player) >= 0) players[count++] = player;
        }

        return count;
    }

    /// <summary>The player that joins in a step, and whether the step is the first of the forward or the reverse walk.</summary>
    private static (int Player, bool First) Step(in Cursor cursor, ReadOnlySpan<int> players)
    {
        int half = cursor.Active - 1;
        bool back = cursor.Step >= half;
        int at = back ? cursor.Step - half : cursor.Step;
        return (players[back ? half - at : at], at == 0);
    }

    private struct Cursor(long unit, int active, int steps)
    {
        public readonly long Unit => unit;

        public readonly int Active => active;

        public readonly int Steps => steps;

        public int Step;
    }
}
