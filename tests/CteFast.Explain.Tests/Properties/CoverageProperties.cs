using CteFast.Explain.Coalitions;
using CteFast.Explain.Global.Effects;
using CteFast.Explain.Global.Importance;
using CteFast.Explain.Global.Sage;
using CteFast.Explain.Gradients;
using CteFast.Explain.Interactions;
using CteFast.Explain.Models;
using CteFast.Explain.Permutation;
using CteFast.Explain.Tests.Fixtures;
using Xunit.Abstractions;

namespace CteFast.Explain.Tests.Properties;

/// <summary>
/// Intervals of 1.96 standard errors hold the value that an estimator aims at: over random models, backgrounds of 1 to 50 rows, rounded and weighted ones, and budgets over four decades.
/// </summary>
/// <remarks><c>CTEFAST_COVERAGE=200</c> takes 200 games instead of a few, and prints the coverage of every kind of game.</remarks>
public sealed class CoverageProperties(ITestOutputHelper output)
{
    private const double Rounding = 2e-6;
    private static readonly int[] Sizes = [1, 2, 3, 5, 7, 12, 25, 50];
    private static readonly int Games = int.TryParse(Environment.GetEnvironmentVariable("CTEFAST_COVERAGE"), out int games) ? games : 48;

    [Theory]
    [InlineData("permutation, paired", 0.90, 0.995)]
    [InlineData("permutation, crossed", 0.90, 0.995)]
    [InlineData("permutation, chosen rows", 0.90, 0.995)]
    [InlineData("kernel", 0.90, 0.995)]
    [InlineData("interactions", 0.90, 0.995)]
    [InlineData("partial dependence", 0.90, 1)]          // measured 99.7 %: wider than need be
    [InlineData("gradients", 0.90, 0.995)]
    [InlineData("SAGE, kernel, squared", 0.90, 0.995)]
    [InlineData("SAGE, squared", 0.90, 0.995)]
    [InlineData("SAGE, cross-entropy", 0.90, 0.995)]
    public void Intervals_OfAnyGame_HoldTheValue(string estimator, double least, double most)
    {
        int inside = 0, all = 0;
        SortedDictionary<string, (int Inside, int All)> kinds = [];
        for (int game = 0; game < Games; game++)
        {
            // KernelSHAP solves small games exactly.
            Made made = Made.Of(game, features: estimator switch { "kernel" => 7, "permutation, chosen rows" => 1, _ => 2 } + game % 5, isChosen: estimator is "permutation, chosen rows" or "partial dependence");
            for (int decade = 0; decade < 4; decade++)
            {
                foreach ((double error, double told) in Errors(estimator, made, decade))
                {
                    // An error that is not known is not told.
                    if (double.IsNaN(told)) continue;
                    bool isInside = Math.Abs(error) <= 1.96 * told + Rounding;
                    // What is exact has no interval to be too wide.
                    if (told == 0 && isInside) continue;
                    inside += isInside ? 1 : 0;
                    all++;
                    foreach (string kind in (string[])[$"budget 10^{decade}", $"rows {made.Rows:00}", $"features {made.Model.FeatureCount}", made.IsRounded ? "rounded" : "not rounded", made.IsWeighted ? "weighted" : "not weighted", made.IsProbability ? "probability" : "value"])
                    {
                        (int kindInside, int kindAll) = kinds.GetValueOrDefault(kind);
                        kinds[kind] = (kindInside + (isInside ? 1 : 0), kindAll + 1);
                    }
                }
            }
        }

        output.WriteLine($"{estimator}: {(double)inside / all:P1} of {all}; {string.Join(", ", kinds.Select(kind => $"{kind.Key} {(double)kind.Value.Inside / kind.Value.All:P0} of {kind.Value.All}"))}");
        Assert.InRange((double)inside / all, least, most);
    }

    private static IEnumerable<(double Error, double Told)> Errors(string estimator, Made made, int decade)
    {
        int d = made.Model.FeatureCount;
        if (estimator.StartsWith("SAGE", StringComparison.Ordinal))
        {
            bool isSquared = estimator.EndsWith("squared", StringComparison.Ordinal);
            IModel model = isSquared ? made.Model : made.Probability;
            float[] labels = isSquared ? made.Labels : [.. made.Labels.Select(label => label > 0 ? 1f : 0)];
            var options = new SageOptions { Loss = isSquared ? LossFunction.SquaredError : LossFunction.CrossEntropy, TotalModelRows = 60 * d * (int)Math.Pow(10, decade), Convergence = 0, CompressForeground = false, Seed = made.Seed, Estimator = estimator.Contains("kernel", StringComparison.Ordinal) ? SageEstimator.Kernel : SageEstimator.Permutation };
            SageValues exact = SageValues.Compute(model, made.Background, made.Explained, labels, options with { Estimator = SageEstimator.Exact });
            if (options.TotalModelRows / d / 16 < made.Explained.Length / d) yield break;       // not every row has an ordering: the rows would be a sample, too
            SageValues values = SageValues.Compute(model, made.Background, made.Explained, labels, options);
            for (int j = 0; j < d; j++) yield return (values.Values[j] - exact.Values[j], values.StandardErrors[j]);
            yield break;
        }

        var shapley = new ExplainOptions { ModelRows = Math.Min(2 * d * made.Rows * (int)Math.Pow(10, decade), 400_000), Seed = made.Seed, Design = estimator.EndsWith("crossed", StringComparison.Ordinal) ? SamplingDesign.Crossed : SamplingDesign.Paired };
        float[] row = made.Explained[..d];
        if (estimator == "interactions")
        {
            double[] expectedPairs = Pairs(made, row, shapley with { Method = ExplainMethod.Exact }).Values;
            (double[] pairs, double[] errors) = Pairs(made, row, shapley with { Method = ExplainMethod.Permutation });
            for (int i = 0; i < pairs.Length; i++) yield return (pairs[i] - expectedPairs[i], errors[i]);
            yield break;
        }

        if (estimator == "partial dependence")
        {
            float[] data = made.Data.Rows.ToArray(), outputs = new float[made.Data.Count];
            FeatureGrid grid = FeatureGrid.Quantiles(data, d, 0, 5);
            var options = new EffectOptions { BackgroundSize = 16 << decade, ReferenceSize = 64 << decade, Seed = made.Seed };
            PartialDependence effect = PartialDependence.Compute(made.Shown, data, grid, options);
            for (int point = 0; point < grid.Points.Length; point++)
            {
                float[] moved = [.. data.Select((value, i) => i % d == 0 ? grid.Points[point] : value)];
                made.Shown.Predict(moved, outputs);
                yield return (effect.Values(0)[point] - outputs.Average(output => (double)output), effect.StandardErrors(0)[point]);
            }

            yield break;
        }

        if (estimator == "gradients")
        {
            DelegateDifferentiableModel smooth = Smooth(d, made.Seed);
            Explanation straight = new GradientExplainer(smooth, made.Background, shapley with { Design = SamplingDesign.Crossed, Steps = 400, ModelRows = 400 * made.Rows }).Explain(row);
            Explanation drawn = new GradientExplainer(smooth, made.Background, shapley with { ModelRows = made.Rows * (int)Math.Pow(4, decade) }).Explain(row);
            for (int j = 0; j < d; j++) yield return (drawn.Values(0)[j] - straight.Values(0)[j], drawn.StandardErrors(0)[j]);
            yield break;
        }

        Explainer oracle = new ExactExplainer(made.Shown, made.Data, shapley with { ModelRows = int.MaxValue });
        Explainer explainer = estimator == "kernel" ? new KernelExplainer(made.Shown, made.Background, shapley) : new PermutationExplainer(made.Shown, made.Background, shapley);
        Explanation expected = oracle.Explain(row), explanation = explainer.Explain(row);
        for (int j = 0; j < d; j++) yield return (explanation.Values(0)[j] - expected.Values(0)[j], explanation.StandardErrors(0)[j]);
    }

    private static (double[] Values, double[] Errors) Pairs(Made made, float[] row, ExplainOptions options)
    {
        int d = row.Length;
        double[] values = new double[d * d], errors = new double[d * d];
        new InteractionExplainer(made.Shown, made.Background, options).Explain(row, new double[1], values, errors);
        return (values, errors);
    }

    /// <summary>tanh(a·x) + sin(b·x), with its gradient.</summary>
    private static DelegateDifferentiableModel Smooth(int d, int seed)
    {
        float[] a = Models.ModelAssert.RandomRows(2 * d, 500 + seed);
        (float First, float Second) Dots(ReadOnlySpan<float> x)
        {
            (float first, float second) = (0, 0);
            for (int j = 0; j < d; j++) (first, second) = (first + a[j] * x[j], second + a[d + j] * x[j]);
            return (first, second);
        }

        return new DelegateDifferentiableModel(d, 1, (rows, outputs) =>
        {
            for (int i = 0; i < outputs.Length; i++)
            {
                (float first, float second) = Dots(rows.Slice(i * d, d));
                outputs[i] = MathF.Tanh(first) + MathF.Sin(second);
            }
        }, (rows, gradients) =>
        {
            for (int i = 0; i < rows.Length; i++)
            {
                (float first, float second) = Dots(rows.Slice(i / d * d, d));
                float tanh = MathF.Tanh(first);
                gradients[i] = a[i % d] * (1 - tanh * tanh) + a[d + i % d] * MathF.Cos(second);
            }
        });
    }

    /// <summary>A random game.</summary>
    private sealed record Made(int Seed, DelegateModel Model, DelegateModel Probability, Background Background, float[] Explained, float[] Labels, bool IsRounded, bool IsWeighted, bool IsProbability)
    {
        public int Rows => Background.Count;

        /// <summary>The background, or all the data that it was chosen from.</summary>
        public required Background Data { get; init; }

        public DelegateModel Shown => IsProbability ? Probability : Model;

        public static Made Of(int seed, int features, bool isChosen)
        {
            Random random = new(seed);
            int d = features, rows = Sizes[seed / 5 % Sizes.Length];
            bool isRounded = seed % 2 == 1, isWeighted = seed % 3 == 1, isProbability = seed % 7 < 3;
            DelegateModel model = MadeModel.Random(d, 1, 1000 + seed);
            DelegateModel probability = new(d, 1, (x, outputs) =>
            {
                model.Predict(x, outputs);
                for (int i = 0; i < outputs.Length; i++) outputs[i] = 1 / (1 + MathF.Exp(-3 * outputs[i]));
            }, outputKind: OutputKind.Probability);
            float[] Draw(int count) => [.. Enumerable.Range(0, count * d).Select(_ => Value())];
            float Value()
            {
                double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                return isRounded ? MathF.Round((float)(1.2 * normal)) : (float)normal;
            }

            double[] weights = [.. Enumerable.Range(0, rows).Select(_ => 0.1 + random.NextDouble())];
            float[] data = isChosen ? Draw(800) : [];
            // Of fewer rows no more than the order of the error is known.
            Background background = isChosen ? Background.Compress(data, d, 16 << seed / 5 % 4, seed) : isWeighted ? Background.Of(Draw(rows), d, [.. weights.Select(weight => weight / weights.Sum())]) : Background.Of(Draw(rows), d);
            float[] explained = Draw(20), labels = new float[20];
            model.Predict(explained, labels);
            for (int i = 0; i < labels.Length; i++) labels[i] += (float)(random.NextDouble() - 0.5);
            isWeighted &= !isChosen;
            return new Made(seed, model, probability, background, explained, labels, isRounded, isWeighted, isProbability) { Data = isChosen ? Background.Of(data, d) : background };
        }
    }
}
