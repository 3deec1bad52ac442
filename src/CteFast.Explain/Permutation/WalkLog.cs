namespace CteFast.Explain.Permutation;

/// <summary>The units of one explanation as they were walked: who joined in which order, what the model said, and what every player contributed. Grows and never shrinks.</summary>
internal sealed class WalkLog(int outputs, int players)
{
    // A regression learns nothing more from more units than these.
    private const int MostLearned = 1024;

    private readonly List<Entry> _units = [];
    private int[] _players = new int[players];
    private float[] _outputs = [];
    private double[] _contributions = new double[outputs * players];
    private int _toldPlayers, _toldOutputs;

    /// <summary>The number of units told whole.</summary>
    public int Count => _units.Count;

    /// <summary>The number of them whose outputs are held.</summary>
    public int Learned => Math.Min(Count, MostLearned);

    public void Clear()
    {
        _units.Clear();
        (_toldPlayers, _toldOutputs) = (0, 0);
    }

    /// <summary>Adds a row's outputs, k.</summary>
    public void Add(ReadOnlySpan<float> row)
    {
        if (Count >= MostLearned) return;
        if (_toldOutputs + outputs > _outputs.Length) Array.Resize(ref _outputs, 2 * _outputs.Length + 64 * outputs);
        row.CopyTo(_outputs.AsSpan(_toldOutputs));
        _toldOutputs += outputs;
    }

    /// <summary>Ends a unit.</summary>
    /// <param name="z">The background row.</param>
    /// <param name="group">The group of the unit.</param>
    /// <param name="order">The players that joined, in order.</param>
    /// <param name="contributions">Their contributions, k x p.</param>
    public void End(int z, int group, ReadOnlySpan<int> order, ReadOnlySpan<double> contributions)
    {
        int steps = Count < MostLearned ? 2 * Math.Max(0, order.Length - 1) * outputs : 0;
        _units.Add(new Entry(z, group, _toldPlayers, order.Length, _toldOutputs - steps));
        if (_toldPlayers + players > _players.Length)
        {
            Array.Resize(ref _players, 2 * _players.Length + players);
            Array.Resize(ref _contributions, _players.Length * outputs);
        }

        order.CopyTo(_players.AsSpan(_toldPlayers));
        for (int output = 0; output < outputs; output++)
        {
            for (int i = 0; i < order.Length; i++) _contributions[_toldPlayers * outputs + output * order.Length + i] = contributions[output * players + order[i]];
        }

        _toldPlayers += order.Length;
    }

    /// <summary>The background row of a unit.</summary>
    public int BackgroundRow(int unit) => _units[unit].BackgroundRow;

    /// <summary>The group of a unit.</summary>
    public int Group(int unit) => _units[unit].Group;

    /// <summary>The players of a unit in the order in which they joined, a.</summary>
    public ReadOnlySpan<int> Order(int unit) => _players.AsSpan(_units[unit].Players, _units[unit].Active);

    /// <summary>The outputs of a unit's rows, forward and back, 2(a − 1) x k; of the first <see cref="Learned"/> units.</summary>
    public ReadOnlySpan<float> Outputs(int unit) => _outputs.AsSpan(_units[unit].Outputs, 2 * (_units[unit].Active - 1) * outputs);

    /// <summary>What the players of a unit contributed to an output, a, in the order in which they joined.</summary>
    public ReadOnlySpan<double> Contributions(int unit, int output) =>
        _contributions.AsSpan(_units[unit].Players * outputs + output * _units[unit].Active, _units[unit].Active);

    private readonly record struct Entry(int BackgroundRow, int Group, int Players, int Active, int Outputs);
}
