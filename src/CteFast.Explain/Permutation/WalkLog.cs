using CteFast.Explain.Asking;

namespace CteFast.Explain.Permutation;

/// <summary>The completed units of one explanation: the players in the order in which they joined, the outputs received, and the contributions. Its memory grows and never shrinks.</summary>
internal sealed class WalkLog(int outputs, int players)
{
    // More units than these do not make the regression any better.
    private const int MostLearned = 1024;

    private readonly List<Entry> _units = [];
    private int[] _players = new int[players];
    private float[] _outputs = [];
    private double[] _contributions = new double[outputs * players];
    private int _playerCount, _outputCount;

    // A unit takes its players, its contributions and what is subtracted from them.
    private readonly long _mostUnits = PlanMemory.Count(long.MaxValue, (5L + players) * sizeof(int) + 2L * outputs * players * sizeof(double));

    /// <summary>The number of completed units.</summary>
    public int Count => _units.Count;

    /// <summary>The number of units whose outputs are kept: the first ones.</summary>
    public int Learned => Math.Min(Count, MostLearned);

    /// <summary>Whether units are left out, because all of them would take too much memory.</summary>
    public bool IsFull { get; private set; }

    public void Clear()
    {
        _units.Clear();
        IsFull = false;
        (_playerCount, _outputCount) = (0, 0);
    }

    /// <summary>Adds the outputs received for a row, k.</summary>
    public void Add(ReadOnlySpan<float> row)
    {
        if (Count >= MostLearned) return;
        if (_outputCount + outputs > _outputs.Length) Array.Resize(ref _outputs, 2 * _outputs.Length + 64 * outputs);
        row.CopyTo(_outputs.AsSpan(_outputCount));
        _outputCount += outputs;
    }

    /// <summary>Adds a completed unit, whose outputs have been added.</summary>
    /// <param name="z">The background row.</param>
    /// <param name="cluster">The cluster of the unit.</param>
    /// <param name="order">The players that joined, in order.</param>
    /// <param name="contributions">Their contributions, k x p.</param>
    public void End(int z, int cluster, ReadOnlySpan<int> order, ReadOnlySpan<double> contributions)
    {
        IsFull |= Count >= _mostUnits;
        if (IsFull) return;
        int steps = Count < MostLearned ? 2 * Math.Max(0, order.Length - 1) * outputs : 0;
        _units.Add(new Entry(z, cluster, _playerCount, order.Length, _outputCount - steps));
        if (_playerCount + players > _players.Length)
        {
            Array.Resize(ref _players, 2 * _players.Length + players);
            Array.Resize(ref _contributions, _players.Length * outputs);
        }

        order.CopyTo(_players.AsSpan(_playerCount));
        for (int output = 0; output < outputs; output++)
        {
            for (int i = 0; i < order.Length; i++) _contributions[_playerCount * outputs + output * order.Length + i] = contributions[output * players + order[i]];
        }

        _playerCount += order.Length;
    }

    /// <summary>The background row of a unit.</summary>
    public int BackgroundRow(int unit) => _units[unit].BackgroundRow;

    /// <summary>The cluster of a unit.</summary>
    public int Cluster(int unit) => _units[unit].Cluster;

    /// <summary>The players of a unit in the order in which they joined, a.</summary>
    public ReadOnlySpan<int> Order(int unit) => _players.AsSpan(_units[unit].Players, _units[unit].Active);

    /// <summary>The outputs of a unit's rows, forward and in reverse, 2(a − 1) x k; of the first <see cref="Learned"/> units.</summary>
    public ReadOnlySpan<float> Outputs(int unit) => _outputs.AsSpan(_units[unit].Outputs, 2 * (_units[unit].Active - 1) * outputs);

    /// <summary>The contributions of a unit's players to an output, a, in the order in which they joined.</summary>
    public ReadOnlySpan<double> Contributions(int unit, int output) =>
        _contributions.AsSpan(_units[unit].Players * outputs + output * _units[unit].Active, _units[unit].Active);

    private readonly record struct Entry(int BackgroundRow, int Cluster, int Players, int Active, int Outputs);
}
