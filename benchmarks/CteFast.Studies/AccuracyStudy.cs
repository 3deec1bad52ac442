using System.Text.Json;
using System.Text.Json.Serialization;
using CteFast.Explain;
using CteFast.Explain.Models;
using CteFast.Explain.Permutation;

namespace CteFast.Studies;

/// <summary>Mean absolute error of Shapley estimates against the exact values, with each part of the method left out in turn.</summary>
internal static class AccuracyStudy
{
    private const int Seeds = 5;
    private const int ExplainedRows = 25;
    private const int SharedRows = 64;
    private static readonly int[] Budgets = [2_000, 8_000, 32_000];
    private static readonly (string Name, Func<Setting, Explainer> Explainer)[] Methods =
    [
        ("own orderings", s => new PermutationExplainer(s.Model, s.Compressed(s.OwnRows), s.Options)),
        ("own, not adjusted", s => s.Own(s.Compressed(s.OwnRows), plan: null, adjust: false)),
        ("own, no Latin squares", s => s.Own(s.Compressed(s.OwnRows), s.PlainPlan(), adjust: true)),
        ("own, uniform background", s => new PermutationExplainer(s.Model, s.Uniform(s.OwnRows), s.Options)),
        ("shared, compressed (CTE)", s => new PermutationExplainer(s.Model, s.Compressed(SharedRows), s.Options with { Design = SamplingDesign.Crossed })),
        ("shared, uniform (shap)", s => new PermutationExplainer(s.Model, s.Uniform(SharedRows), s.Options with { Design = SamplingDesign.Crossed })),
    ];

    public static void Run(StudyArguments arguments)
    {
        IModel model = ModelReader.ReadFile(Diamonds.ModelPath);
        float[] data = Diamonds.Rows();
        double[] truth = Truth.Compute(data, ExplainedRows);
        int seeds = arguments.Quick ? 1 : Seeds;
        var table = new MarkdownTable(arguments.Output(),
            $"Mean absolute error at so many model rows; {seeds} {(seeds == 1 ? "seed (--quick)" : "seeds")}, {ExplainedRows} rows of the example, in logarithms of the price.",
            ["method", .. Budgets.Select(budget => MarkdownTable.Count(budget))]);
        List<AccuracyCase> cases = [];
        foreach ((string name, Func<Setting, Explainer> explainer) in Methods)
        {
            double[] errors = [.. Budgets.Select(budget => Enumerable.Range(0, seeds).Average(seed => Error(explainer(new Setting(model, data, budget, seed)), data, truth)))];
            table.Row([name, .. errors.Select(MarkdownTable.Number)]);
            cases.AddRange(Budgets.Zip(errors, (budget, error) => new AccuracyCase(name, budget, error)));
        }

        arguments.Finish(JsonSerializer.Serialize(new AccuracyReport(cases), AccuracyJson.Default.AccuracyReport));
    }

    private static double Error(Explainer explainer, float[] data, double[] truth)
    {
        Explanation explanation = explainer.Explain(data.AsSpan(0, truth.Length));
        return Enumerable.Range(0, truth.Length).Average(i => Math.Abs(explanation.Values(i / Diamonds.FeatureCount)[i % Diamonds.FeatureCount] - truth[i]));
    }

    private sealed record Setting(IModel Model, float[] Data, int Budget, int Seed)
    {
        private const int D = Diamonds.FeatureCount;

        public ExplainOptions Options => new() { ModelRows = Budget, Seed = Seed };

        public int OwnRows => PermutationPlan.BackgroundRows(Options, D, Data.Length / D);

        public Background Compressed(int size) => Background.Compress(Data, D, size, Seed);

        public Background Uniform(int size)
        {
            Background one = Background.Compress(Data, D, 1, Seed);      // for the means and scales of the data
            int[] indices = [.. Enumerable.Range(0, Data.Length / D)];
            new Random(Seed).Shuffle(indices);
            return new Background([.. indices.Take(size).SelectMany(i => Data[(i * D)..((i + 1) * D)])], one.DataMeans.ToArray(), one.DataScales.ToArray(),
                new BackgroundQuality(size, indices.Length, 0, 0));
        }

        public PermutationPlan PlainPlan()
        {
            var random = new Random(Seed);
            int[] orderings = [.. Enumerable.Range(0, OwnRows).SelectMany(_ =>
            {
                int[] ordering = [.. Enumerable.Range(0, D)];
                random.Shuffle(ordering);
                return ordering;
            })];
            return PermutationPlan.Of(orderings, D, OwnRows, SamplingDesign.Paired);
        }

        public PermutationExplainer Own(Background background, PermutationPlan? plan, bool adjust) => new PermutationExplainer(Model, background, Options, plan, adjust);
    }
}

/// <summary>The numbers of the study of accuracy.</summary>
internal sealed record AccuracyReport(List<AccuracyCase> Cases);

/// <summary>The mean absolute error of a method's Shapley values.</summary>
/// <param name="Method">The method.</param>
/// <param name="ModelRows">The model rows it may ask for a row.</param>
/// <param name="Error">The error.</param>
internal sealed record AccuracyCase(string Method, int ModelRows, double Error);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AccuracyReport))]
internal sealed partial class AccuracyJson : JsonSerializerContext;
