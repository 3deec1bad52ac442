using CteFast.Numerics;

namespace CteFast.Explain.TreeShap;

public sealed unsafe partial class TreeExplainer
{
    private const int ChunkRows = 4096;     // background rows that are turned into columns at a time, for all trees

    private void PrepareBackground(ReadOnlySpan<float> background, ReadOnlySpan<double> weights, CancellationToken cancellationToken)
    {
        var counted = new CountedBackground(_plans) { Total = weights.IsEmpty ? BackgroundCount : Total(weights) };
        Count(counted, background, weights, cancellationToken);
        FillTables(counted, cancellationToken);
        if (WalkedLeafCount == 0) return;

        int d = _model.FeatureCount;
        _backgroundRows = background.ToArray();
        _backgroundWeights = new double[BackgroundCount];
        var walk = new PairWalk(_model, _weights, _options.Interactions);
        for (int i = 0; i < BackgroundCount; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _backgroundWeights[i] = (weights.IsEmpty ? 1 : weights[i]) / counted.Total;
            foreach (TreePlan plan in _plans)
            {
                if (plan.Deep is not null) _baseValues[plan.Output] += _backgroundWeights[i] * walk.Reach(plan.Deep, background.Slice(i * d, d));
            }
        }
    }

    private void PrepareCovers(CancellationToken cancellationToken)
    {
        FillTables(new CoverBackground(_plans), cancellationToken);
        _coverPaths = [.. _plans.Select(plan => plan.Deep is null ? [] : plan.Deep.Leaves.Select(leaf => CoverPath.Of(plan.Shape, leaf)).ToArray())];
        _rules = new (double[], double[])[_mostPlayers + 1];
        for (int tree = 0; tree < _plans.Length; tree++)
        {
            foreach (CoverPath path in _coverPaths[tree])
            {
                if (_rules[path.Features.Length].Points is null) _rules[path.Features.Length] = CoverWalk.Rule(_options.Index, path.Features.Length);
                double share = 1;
                foreach (double part in path.Shares) share *= part;
                _baseValues[_plans[tree].Output] += share * path.Value;
            }
        }
    }

    private void Count(CountedBackground counted, ReadOnlySpan<float> background, ReadOnlySpan<double> weights, CancellationToken cancellationToken)
    {
        int d = _model.FeatureCount;
        var columns = new AlignedBuffer<float>(_columns.Count * ChunkRows);
        fixed (double* allWeights = weights)
        {
            for (int start = 0; start < BackgroundCount; start += ChunkRows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int count = Math.Min(ChunkRows, BackgroundCount - start);
                _columns.Fill(background.Slice(start * d, count * d), columns.Ensure(_columns.Count * ChunkRows), ChunkRows);
                nint chunkWeights = weights.IsEmpty ? 0 : (nint)(allWeights + start);

                // A tree's weights are added by one thread at a time and in the rows' order.
                Threads.For(_plans.Length, _options.Threads, tree =>
                {
                    Workspace workspace = Rent();
                    fixed (float* pointer = &columns.Reference)
                        counted.Add(tree, pointer, ChunkRows, count, (double*)chunkWeights, workspace.Scratch);
                    Return(workspace);
                });
            }
        }
    }

    private void FillTables(ILeafBackground background, CancellationToken cancellationToken)
    {
        var means = new double[_plans.Length];
        Threads.For(_plans.Length, _options.Threads, tree =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            means[tree] = new TableBuilder(Planner, _weights, _options.Interactions).Fill(tree, _plans[tree], background);
        });
        for (int tree = 0; tree < means.Length; tree++) _baseValues[_plans[tree].Output] += means[tree];
    }

    private double Total(ReadOnlySpan<double> weights)
    {
        if (weights.Length != BackgroundCount)
            throw new ArgumentException($"There are {weights.Length} weights for {BackgroundCount} background rows.", nameof(weights));
        double total = 0;
        foreach (double weight in weights)
        {
            if (!(weight >= 0 && double.IsFinite(weight))) throw new ArgumentException($"A background weight of {weight} is negative or not finite.", nameof(weights));
            total += weight;
        }

        return total > 0 && double.IsFinite(total) ? total : throw new ArgumentException($"The background weights add up to {total}, which no background can be divided by.", nameof(weights));
    }
}
