using System.Collections.Concurrent;
using CsCheck;
using CteFast.Explain.Models;
using CteFast.Tests;

namespace CteFast.Explain.Tests.Properties;

/// <summary>Explainers are immutable: one object serves all threads of a service.</summary>
public sealed class SharedExplainerProperties
{
    private const int Rows = 5;

    /// <summary>Whatever rows are explained at the same time by one explainer, each gets the bits that it gets alone.</summary>
    [Fact]
    public void Explain_ManyThreadsAtOnce_EachGetsItsBits()
    {
        Gen<Shared> start = Gen.Select(Game.Of(2, 6, 2), Gen.Enum<Way>(), (game, way) => new Shared(game, way));
        GenOperation<Shared> explain = Gen.Int[0, Rows - 1].Operation<Shared>(row => $"Explain({row})", (shared, row) => shared.Explain(row));
        Property.Sample(
            (seed, iterations) => start.SampleParallel(
                explain, equal: (left, right) => left.Agrees(right), seed: seed, iter: iterations, maxSequentialOperations: 2, maxParallelOperations: 3, threads: 1, replay: 10),
            LesserMachine.Cases(12));
    }

    /// <summary>One explainer and what it gave.</summary>
    private sealed class Shared
    {
        private readonly ConcurrentDictionary<int, double[]> _given = new();
        private readonly Func<float[], Explanation> _explainer;
        private readonly Game _game;

        public Shared(Game game, Way way)
        {
            _game = way == Way.Trees ? game with { Model = game.Model with { Kind = ModelKind.Trees } } : game;
            IModel model = _game.Model.Build();
            _explainer = Explainers.Create(way, model, _game.Background, game.Seed);
        }

        public void Explain(int row)
        {
            Explanation explanation = _explainer((_game with { Seed = _game.Seed + row }).Row);
            double[] values = [.. Enumerable.Range(0, explanation.OutputCount).SelectMany(output => explanation.Values(0, output).ToArray())];
            double[] first = _given.GetOrAdd(row, values);
            Assert.Equal(first, values);
        }

        public bool Agrees(Shared other) =>
            _given.Count == other._given.Count && _given.All(given => other._given.TryGetValue(given.Key, out double[]? values) && given.Value.SequenceEqual(values));

        public override string ToString() => $"{_game}, {_given.Count} rows";
    }
}
