using CteFast.Explain.Averaging;
using CteFast.Explain.Models;

namespace CteFast.Explain.Permutation;

/// <summary>Which ordering meets which background row: units, walked forward and back, and the groups they are averaged in.</summary>
/// <remarks>
/// A unit costs 2(p − 1) model rows at most: f(z) is known and f(x) is shared. Units come in passes over the background rows. With own orderings every
/// unit has an ordering of its own and a group is a background row; with a shared background a pass has one ordering and is a group. Groups are
/// what standard errors are taken over. Orderings are drawn when a pass first needs them and kept. Thread-safe.
/// </remarks>
internal sealed class PermutationPlan
{
    // As many orderings are ever drawn: a shared background stops after them, own orderings go on with other rows.
    private const int MostPasses = 64;
    private const int MostShared = 4096;
    private const int LeastUnits = 4;

    private readonly int _rows;
    private readonly int[]?[] _blocks;
    private readonly Lock _drawing = new();
    private Pcg64 _random;
    private int _drawn;

    private PermutationPlan(int players, int rows, bool own, int passes, int blocks, Pcg64 random)
    {
        (Players, _rows, Own, Passes, _random) = (players, rows, own, passes, random);
        _blocks = new int[blocks][];
    }

    /// <summary>The number of players ordered, p.</summary>
    public int Players { get; }

    /// <summary>Whether every unit has an ordering of its own.</summary>
    public bool Own { get; }

    /// <summary>The passes that the budget may reach, at most.</summary>
    public int Passes { get; }

    /// <summary>The units of all passes.</summary>
    public long Units => (long)Passes * _rows;

    /// <summary>The groups of all passes.</summary>
    public int Groups => Own ? _rows : Passes;

    /// <summary>The most model rows of the first few units: an estimate from less would be made up, and with less its error unknown.</summary>
    public long LeastRows => (Own ? Math.Min(_rows, LeastUnits) : Math.Min(2, Passes) * (long)_rows) * OrderingBudget.Cost(Players);

    private int OrderingsPerBlock => Own ? _rows : MostPasses;

    /// <summary>The background rows to choose: the number asked for or, without one, what the budget can use; never more than it pays for or than there are.</summary>
    /// <exception cref="ArgumentException">The budget does not pay for one ordering over one row.</exception>
    public static int BackgroundRows(in ExplainOptions options, int players, int available)
    {
        const int Shared = 64;
        int units = Math.Max(1, options.ModelRows / OrderingBudget.Cost(players));
        int usable = options.Design == SamplingDesign.Paired ? units : Math.Min(Shared, units);
        int rows = Math.Min(options.BackgroundSize > 0 ? Math.Min(options.BackgroundSize, units) : usable, available);
        OrderingBudget.Check(options, players, rows);
        return rows;
    }

    /// <summary>The background, or as many of its rows as the budget pays for one ordering over.</summary>
    /// <exception cref="ArgumentException">The budget does not pay for one ordering over one row.</exception>
    public static Background Afford(IModel model, Background background, in ExplainOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(background);
        int players = Asking.Players.Of(model.FeatureCount, model.FeatureNames, options.Groups).Count, rows = Math.Clamp(options.ModelRows / OrderingBudget.Cost(players), 1, background.Count);
        OrderingBudget.Check(options, players, rows);
        return background.Thin(rows, options.Seed, cancellationToken);
    }

    /// <summary>Prepares orderings by the options' seed.</summary>
    /// <exception cref="ArgumentException">The budget does not pay for one ordering over the background.</exception>
    public static PermutationPlan Create(in ExplainOptions options, int players, int rows)
    {
        OrderingBudget.Check(options, players, rows);
        bool own = options.Design == SamplingDesign.Paired;
        // Features that x and z share cost nothing: what they leave of the budget may pay for more orderings, of two features at the cheapest.
        int passes = players <= 2 ? 1 : Math.Max(1, options.ModelRows / 2 / (own ? 1 : rows));
        passes = own ? passes : Math.Min(MostShared, passes);
        int blocks = own ? Math.Min(MostPasses, passes) : (passes + MostPasses - 1) / MostPasses;
        return new PermutationPlan(players, rows, own, passes, blocks, new Pcg64(new SeedSequence(options.Seed).Child(2)));
    }

    /// <summary>A plan of given orderings, one after the other: as many for every row, the first ones of all rows first (own), or each for all rows (shared).</summary>
    public static PermutationPlan Of(int[] orderings, int players, int rows, SamplingDesign mode)
    {
        bool own = mode == SamplingDesign.Paired;
        int count = orderings.Length / players, passes = own ? count / rows : count, block = (own ? rows : MostPasses) * players;
        var plan = new PermutationPlan(players, rows, own, passes, own ? passes : (passes + MostPasses - 1) / MostPasses, default);
        for (int i = 0; i < plan._blocks.Length; i++) plan._blocks[i] = orderings[(i * block)..Math.Min(orderings.Length, (i + 1) * block)];
        plan._drawn = plan._blocks.Length;
        return plan;
    }

    public int GroupOf(long unit) => (int)(Own ? unit % _rows : unit / _rows);

    public int BackgroundRow(long unit) => (int)(unit % _rows);

    /// <summary>The ordering of a unit, p players.</summary>
    public ReadOnlySpan<int> Ordering(long unit)
    {
        long pass = unit / _rows;
        int place = Own ? (int)(unit % _rows) : (int)(pass % MostPasses);
        int block = Own ? (int)(pass % _blocks.Length) : (int)(pass / MostPasses);
        // Past the last block: the first again, each ordering with another row.
        if (Own) place = (int)((place + pass / _blocks.Length) % _rows);
        return Block(block).AsSpan(place * Players, Players);
    }

    private int[] Block(int index)
    {
        if (Volatile.Read(ref _blocks[index]) is { } block) return block;
        lock (_drawing)
        {
            for (; _drawn <= index; _drawn++) Volatile.Write(ref _blocks[_drawn], Orderings.Draw(OrderingsPerBlock, Players, ref _random));
            return _blocks[index]!;
        }
    }
}
