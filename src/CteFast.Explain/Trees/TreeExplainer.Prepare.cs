using CteFast.Explain.Trees.PathDependent;
using CteFast.Explain.Trees.Planning;
using CteFast.Explain.Trees.Tables;

namespace CteFast.Explain.Trees;

public sealed unsafe partial class TreeExplainer
{
    private const int ChunkRows = 4096;     // background rows that are turned into columns at a time, for all trees

    /// <summary>The time that a node's part of the tables takes, in predictions of a small network; roughly.</summary>
    internal const double TableWork = 10;

    // Measured times in units of counting one background row: a node's part of the tables, a row explained, and a leaf walked for a pair of rows.
    private const double TableRows = 50_000, ExplainedRow = 3, WalkedPair = 5;

    /// <summary>The fraction of the time that preparing takes, of that for preparing and explaining so many rows.</summary>
    internal override double PreparingShare(int rows)
    {
        double nodes = _model.Nodes.Length, preparing = nodes * (TableRows + BackgroundCount);
        return preparing / (preparing + rows * (nodes * ExplainedRow + WalkedLeafCount * WalkedPair * Math.Max(1, BackgroundCount)));
    }

    private void PrepareBackground(Background background, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ReadOnlySpan<float> rows = background.Rows;
        ReadOnlySpan<double> weights = background.IsWeighted ? background.Weights : default;
        IProgress<double>?[] parts = PartProgress.Split(progress, BackgroundCount, TableRows);
        var counted = new CountedBackground(_plans) { Total = weights.IsEmpty ? BackgroundCount : Total(weights) };
        Count(counted, rows, weights, parts[0], cancellationToken);
        FillTables(counted, parts[1], cancellationToken);
        if (WalkedLeafCount == 0) return;

        int d = _model.FeatureCount;
        _backgroundWeights = new double[BackgroundCount];
        var walk = new LeafPairWalk(_model, Players.Count, _weights, _options.Interactions);
        for (int i = 0; i < BackgroundCount; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _backgroundWeights[i] = (weights.IsEmpty ? 1 : weights[i]) / counted.Total;
            foreach (TreePlan plan in _plans)
            {
                if (plan.Deep is not null) _baseValues[plan.Output] += _backgroundWeights[i] * walk.Reach(plan.Deep, rows.Slice(i * d, d));
            }
        }
    }

    private void PrepareCovers(IProgress<double>? progress, CancellationToken cancellationToken)
    {
        FillTables(new PathDependentBackground(_plans), progress, cancellationToken);
        _coverPaths = [.. _plans.Select(plan => plan.Deep is null ? [] : plan.Deep.Leaves.Select(leaf =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return PathDependentPath.Of(plan.Shape, leaf);
        }).ToArray())];
        _rules = new (double[], double[])[_mostPlayers + 1];
        for (int tree = 0; tree < _plans.Length; tree++)
        {
            foreach (PathDependentPath path in _coverPaths[tree])
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (_rules[path.Players.Length].Points is null) _rules[path.Players.Length] = PathDependentWalk.Rule(_options.Index, path.Players.Length);
                double share = 1;
                foreach (double part in path.Shares) share *= part;
                _baseValues[_plans[tree].Output] += share * path.Value;
            }
        }
    }

    private void Count(CountedBackground counted, ReadOnlySpan<float> background, ReadOnlySpan<double> weights, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        int d = _model.FeatureCount;
        StepProgress? steps = StepProgress.Of(progress, (double)_plans.Length * ((BackgroundCount + ChunkRows - 1) / ChunkRows));
        var columns = new AlignedBuffer<float>(_columns.Count * ChunkRows);
        fixed (double* allWeights = weights)
        {
            for (int start = 0; start < BackgroundCount; start += ChunkRows)
            {
                int count = Math.Min(ChunkRows, BackgroundCount - start);
                _columns.Fill(background.Slice(start * d, count * d), columns.Ensure(_columns.Count * ChunkRows), ChunkRows);
                nint chunkWeights = weights.IsEmpty ? 0 : (nint)(allWeights + start);

                // One thread at a time adds to a tree's weights, in the order of the rows, so that the bits are the same for any number of threads.
                Threads.For(_plans.Length, _options.Threads, tree =>
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Workspace workspace = _workspaces.Rent();
                    fixed (float* pointer = &columns.Reference)
                        counted.Add(tree, pointer, ChunkRows, count, (double*)chunkWeights, workspace.Scratch);
                    _workspaces.Return(workspace);
                    steps?.Add();
                });
            }
        }
    }

    private void FillTables(ILeafBackground background, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        StepProgress? steps = StepProgress.Of(progress, _plans.Length);
        var means = new double[_plans.Length];
        Threads.For(_plans.Length, _options.Threads, tree =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            means[tree] = new TableBuilder(Planner, _weights, _options.Interactions).Fill(tree, _plans[tree], background);
            steps?.Add();
        });
        for (int tree = 0; tree < means.Length; tree++) _baseValues[_plans[tree].Output] += means[tree];
    }

    private static double Total(ReadOnlySpan<double> weights)
    {
        double total = 0;
        foreach (double weight in weights) total += weight;
        return total;
    }
}
