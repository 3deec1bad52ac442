using CteFast.Explain.Averaging;
using CteFast.Explain.Models;

namespace CteFast.Explain.Permutation;

/// <summary>Which ordering is walked from which background row.</summary>
/// <remarks>
/// A unit is one background row z and one ordering, walked forward and in reverse. It costs at most 2(p − 1) model rows, since f(z) and f(x) are known. A
/// pass has one unit for each background row. In the paired design every unit has another ordering, and the units of a background row are a cluster.
/// In the crossed design all units of a pass have the same ordering and are a cluster. Standard errors are computed between clusters.
/// Orderings are drawn when a pass first needs them, and kept. Thread-safe.
/// </remarks>
internal sealed class PermutationPlan
{
    // The paired design draws orderings for so many passes; later passes walk the same orderings from other rows, with the players relabelled.
    private const int MostPasses = 64;

    // The crossed design stops after so many orderings.
    private const int MostCrossed = 4096;

    private const int LeastUnits = 4;

    private readonly int _rows;
    private readonly int[]?[] _blocks;
    private readonly Lock _drawing = new();
    private Pcg64 _random;
    private int _drawn;

    private readonly long _seed;

    private PermutationPlan(int players, int rows, bool isPaired, int passes, int blocks, long seed)
    {
        (Players, _rows, IsPaired, Passes, _seed) = (players, rows, isPaired, passes, seed);
        _random = new Pcg64(new SeedSequence(seed).Child(2));
        _blocks = new int[blocks][];
    }

    /// <summary>The number of players ordered, p.</summary>
    public int Players { get; }

    /// <summary>Whether the design is paired: every unit of a pass has another ordering.</summary>
    public bool IsPaired { get; }

    /// <summary>The most passes that the budget may reach.</summary>
    public int Passes { get; }

    /// <summary>The number of units in all passes.</summary>
    public long Units => (long)Passes * _rows;

    /// <summary>The number of clusters in all passes.</summary>
    public int Clusters => IsPaired ? _rows : Passes;

    /// <summary>The most model rows that the first few units take. They are walked whatever the deadline: without them there is no estimate, and with fewer its error is unknown.</summary>
    public long LeastRows => (IsPaired ? Math.Min(_rows, LeastUnits) : Math.Min(2, Passes) * (long)_rows) * OrderingBudget.Cost(Players);

    private int OrderingsPerBlock => IsPaired ? _rows : MostPasses;

    /// <summary>The number of background rows to choose: as many as asked for, or else as the budget can use; never more than it pays for, or than there are.</summary>
    /// <exception cref="ArgumentException">The budget does not pay for one ordering from one row.</exception>
    public static int BackgroundRows(in ExplainOptions options, int players, int available)
    {
        const int Crossed = 64;
        int units = Math.Max(1, options.ModelRows / OrderingBudget.Cost(players));
        int usable = options.Design == SamplingDesign.Paired ? units : Math.Min(Crossed, units);
        int rows = Math.Min(options.BackgroundSize > 0 ? Math.Min(options.BackgroundSize, units) : usable, available);
        OrderingBudget.Check(options, players, rows);
        return rows;
    }

    /// <summary>The background, or as many of its rows as the budget pays for, at one ordering from each.</summary>
    /// <exception cref="ArgumentException">The budget does not pay for one ordering from one row.</exception>
    public static Background Afford(IModel model, Background background, in ExplainOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(background);
        int players = Asking.Players.Of(model.FeatureCount, model.FeatureNames, options.Groups).Count, rows = Math.Clamp(options.ModelRows / OrderingBudget.Cost(players), 1, background.Count);
        OrderingBudget.Check(options, players, rows);
        return background.Thin(rows, options.Seed, cancellationToken);
    }

    /// <summary>Prepares the plan; the orderings follow from the options' seed.</summary>
    /// <exception cref="ArgumentException">The budget does not pay for one ordering from every background row.</exception>
    public static PermutationPlan Create(in ExplainOptions options, int players, int rows)
    {
        OrderingBudget.Check(options, players, rows);
        bool paired = options.Design == SamplingDesign.Paired;
        // Features that are equal in x and z cost nothing, so the budget may pay for more passes than p features would take. The cheapest unit has two features: 2 model rows.
        int passes = players <= 2 ? 1 : Math.Max(1, options.ModelRows / 2 / (paired ? 1 : rows));
        passes = paired ? passes : Math.Min(MostCrossed, passes);
        int blocks = paired ? Math.Min(MostPasses, passes) : (passes + MostPasses - 1) / MostPasses;
        return new PermutationPlan(players, rows, paired, passes, blocks, options.Seed);
    }

    /// <summary>A plan of given orderings, one after the other. Paired: one for each row, then a second one for each row, and so on. Crossed: each for all rows.</summary>
    public static PermutationPlan Of(int[] orderings, int players, int rows, SamplingDesign design)
    {
        bool paired = design == SamplingDesign.Paired;
        int count = orderings.Length / players, passes = paired ? count / rows : count, block = (paired ? rows : MostPasses) * players;
        var plan = new PermutationPlan(players, rows, paired, passes, paired ? passes : (passes + MostPasses - 1) / MostPasses, seed: 0);
        for (int i = 0; i < plan._blocks.Length; i++) plan._blocks[i] = orderings[(i * block)..Math.Min(orderings.Length, (i + 1) * block)];
        plan._drawn = plan._blocks.Length;
        return plan;
    }

    public int ClusterOf(long unit) => (int)(IsPaired ? unit % _rows : unit / _rows);

    public int BackgroundRow(long unit) => (int)(unit % _rows);

    /// <summary>Memory for one walk: the labels of the players in later passes.</summary>
    public Relabelling CreateRelabelling() => new(Players, _seed, stream: 6);

    /// <summary>Which label each player of <see cref="Ordering"/> has for a unit.</summary>
    public ReadOnlySpan<int> Labels(long unit, Relabelling relabelling) => relabelling.Labels(IsPaired ? unit / _rows / _blocks.Length : 0);

    /// <summary>The ordering of a unit, p players before <see cref="Labels"/>.</summary>
    public ReadOnlySpan<int> Ordering(long unit)
    {
        long pass = unit / _rows;
        int place = IsPaired ? (int)(unit % _rows) : (int)(pass % MostPasses);
        int block = IsPaired ? (int)(pass % _blocks.Length) : (int)(pass / MostPasses);
        // After the last block the first one is used again, each ordering with another row.
        if (IsPaired) place = (int)((place + pass / _blocks.Length) % _rows);
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
