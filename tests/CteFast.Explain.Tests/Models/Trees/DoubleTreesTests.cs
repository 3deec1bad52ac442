using CteFast.Data;
using CteFast.Explain.Models.Reading.LightGbm;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Tests.Models.Reading.LightGbm;
using CteFast.Explain.Trees;

namespace CteFast.Explain.Tests.Models.Trees;

/// <summary>Rows in double precision whose numbers floats cannot tell apart: predictions and contributions must be those of LightGBM's own library.</summary>
public class DoubleTreesTests
{
    private const int Features = 4, Rows = 500;
    private const double Error = 2e-6;

    public static TheoryData<string> Parameters() => new()
    {
        "objective=regression", "objective=binary", "objective=multiclass num_class=3", "objective=regression zero_as_missing=true", "objective=regression use_missing=false",
        "objective=regression categorical_feature=3", "objective=regression boosting=dart drop_rate=0.5", "objective=regression num_leaves=63 min_data_in_leaf=1",
    };

    [Theory]
    [MemberData(nameof(Parameters))]
    public void PredictAndExplain_KeysAndSeconds_AreTheLibrarys(string parameters)
    {
        double[] rows = Table(new Random(1), Rows), asked = [.. Table(new Random(2), 300), .. rows];
        (TreeEnsemble model, double[] raw, double[] contributions) = Trained(parameters, rows, asked);
        int k = model.OutputCount, n = asked.Length / Features;
        var predicted = new float[n * k];
        model.Predict(asked, predicted);
        Assert.All(Enumerable.Range(0, predicted.Length), i => Assert.Equal(raw[i], predicted[i], Error * (1 + Math.Abs(raw[i]))));

        DoubleTrees exact = Assert.IsType<DoubleTrees>(model.InDouble);
        var again = new float[n * k];
        exact.Trees.Predict(asked, again);
        Assert.Equal(predicted, again);
        Assert.True(exact.IsMoved(0));
        Assert.False(exact.IsMoved(2));
        Explanation explanation = TreeExplainer.PathDependent(exact.Trees, new TreeExplainerOptions()).Explain(exact.ToSingle(asked));
        for (int i = 0; i < n; i++)
        {
            for (int output = 0; output < k; output++)
            {
                ReadOnlySpan<double> expected = contributions.AsSpan((i * k + output) * (Features + 1), Features + 1), values = explanation.Values(i, output);
                for (int j = 0; j < Features; j++) Assert.Equal(expected[j], values[j], Error * (1 + Math.Abs(expected[j])));
            }
        }

        // Floats alone send many rows another way: else this test would say nothing.
        var rounded = new float[n * k];
        model.Predict([.. asked.Select(value => (float)value)], rounded);
        Assert.True(Enumerable.Range(0, n * k).Count(i => Math.Abs(raw[i] - rounded[i]) > 1e-3) > n / 20);
    }

    [Theory]
    [MemberData(nameof(Parameters))]
    public void Explain_AgainstRowsInDouble_AddsUpToTheLibrarysPredictions(string parameters)
    {
        double[] rows = Table(new Random(3), Rows), asked = Table(new Random(4), 40);
        (TreeEnsemble model, double[] raw, _) = Trained(parameters, rows, [.. asked, .. rows]);
        DoubleTrees exact = model.InDouble!;
        Explainer explainer = Explainer.Create(exact.Trees, exact.ToSingle(rows), new ExplainOptions());
        Explanation explanation = explainer.Explain(exact.ToSingle(asked));
        int k = model.OutputCount;
        using var saved = new MemoryStream();
        explainer.Save(saved);
        saved.Position = 0;
        Explanation again = Explainer.Load(exact.Trees, saved).Explain(exact.ToSingle(asked));
        Assert.Equal(explanation.Values(7).ToArray(), again.Values(7).ToArray());
        for (int output = 0; output < k; output++)
        {
            double mean = Enumerable.Range(0, Rows).Average(i => raw[(asked.Length / Features + i) * k + output]);
            Assert.Equal(mean, explanation.BaseValues[output], Error * 10 * (1 + Math.Abs(mean)));
            for (int i = 0; i < asked.Length / Features; i++)
                Assert.Equal(raw[i * k + output] - mean, explanation.Values(i, output).ToArray().Sum(), Error * 10 * (1 + Math.Abs(raw[i * k + output])));
        }
    }

    [Fact]
    public void ToSingle_NumbersThatFloatsTellApart_IsTheNearestFloat()
    {
        double[] rows = [.. Enumerable.Range(0, 400 * Features).Select(i => Math.Round(new Random(i).NextDouble() * 100 - 50, 2))];
        (TreeEnsemble model, _, _) = Trained("objective=regression", rows, rows);
        DoubleTrees exact = model.InDouble!;
        Assert.All(Enumerable.Range(0, Features), j => Assert.False(exact.IsMoved(j)));
        Assert.Equal(rows.Select(value => (float)value), exact.ToSingle(rows));
        float[] singles = [.. rows.Select(value => (float)value)], expected = new float[400], actual = new float[400];
        model.Predict(singles, expected);
        exact.Trees.Predict(singles, actual);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void ToSingle_ThresholdsOfEveryKind_KeepsEveryComparison()
    {
        double[] thresholds = [double.NegativeInfinity, -1e300, -1e9, -1e9 + 1, -1e-35f, 0, 1e-40, 1e-35f, 0.1, 0.1 + 1e-12, 1e9, 1e9 + 1, 1e9 + 2, 1.5e9, float.MaxValue, 1e300, double.PositiveInfinity];
        double[] values = [.. thresholds, .. thresholds.Select(Math.BitIncrement), .. thresholds.Select(Math.BitDecrement), -0.0, double.NaN, 12345.678, 1e9 + 0.5];
        foreach (SplitComparison comparison in Enum.GetValues<SplitComparison>())
        {
            foreach (bool? zeros in comparison is SplitComparison.Equal or SplitComparison.NotEqual ? new bool?[] { null } : [null, true, false])
            {
                TreeEnsemble model = Stumps(thresholds, comparison, zeros);
                if (model.InDouble is not { } exact)
                {
                    Assert.Fail($"{comparison}: no trees for rows in double precision");
                    return;
                }

                foreach (double value in values)
                {
                    var output = new float[thresholds.Length];
                    model.Predict([value], output);
                    for (int t = 0; t < thresholds.Length; t++)
                    {
                        bool isMissing = double.IsNaN(value) || zeros is not null && Math.Abs(value) <= 1e-35f;
                        bool left = isMissing ? zeros ?? true : Holds(comparison, value, thresholds[t]);
                        Assert.True(output[t] == (left ? 1f : 0f), $"{value:R} {comparison} {thresholds[t]:R}, zeros {zeros}, as {exact.ToSingle(0, value):R}");
                    }
                }
            }
        }
    }

    [Fact]
    public void InDouble_ModelThatComparesInSingle_IsNull()
    {
        var tree = new DecisionTreeBuilder(3);
        tree.Split(0, 0, SplitComparison.LessThan, 1.5, 1, 2);
        tree.Leaf(1, 0);
        tree.Leaf(2, 1);
        var model = new TreeEnsemble(1, [tree.Build()], [0]);
        Assert.Null(model.InDouble);
        var output = new float[2];
        model.Predict([1.0, 2.0], output);
        Assert.Equal([0f, 1f], output);
    }

    [Fact]
    public void ToSingle_SpansThatDoNotFit_Throw()
    {
        DoubleTrees exact = Stumps([1], SplitComparison.LessThan, null).InDouble!;
        Assert.Throws<ArgumentException>(() => exact.ToSingle([1.0], new float[2]));
    }

    [Fact]
    public void InDouble_Transformed_PredictsProbabilities()
    {
        double[] rows = Table(new Random(1), Rows);
        (TreeEnsemble model, double[] raw, _) = Trained("objective=binary", rows, rows);
        var output = new float[Rows];
        model.WithOutput(TreeEnsembleOutput.Transformed).Predict(rows, output);
        Assert.All(Enumerable.Range(0, Rows), i => Assert.Equal(1 / (1 + Math.Exp(-raw[i])), output[i], 1e-5));
        Assert.Equal(TreeEnsembleOutput.Transformed, model.WithOutput(TreeEnsembleOutput.Transformed).InDouble!.Trees.Output);
    }

    [Theory]
    [MemberData(nameof(Parameters))]
    public void Take_TreesOfDoubles_PredictRowsInDoubleAsTheModelsFirstTreesDo(string parameters)
    {
        double[] rows = Table(new Random(1), Rows), asked = Table(new Random(2), 300);
        (TreeEnsemble model, _, _) = Trained(parameters, rows, asked);
        DoubleTrees exact = model.InDouble!;
        for (int taken = 1; taken < model.IterationCount; taken += 4)
        {
            // The model's own first trees keep what its file says of doubles.
            float[] expected = new float[300 * model.OutputCount], made = new float[expected.Length], direct = new float[expected.Length], rounded = new float[expected.Length];
            model.Take(taken).Predict(asked, expected);
            exact.Trees.Take(taken).Predict(asked, made);
            exact.Trees.Take(taken).Predict(exact.ToSingle(asked), direct);
            model.Take(taken).Predict([.. asked.Select(value => (float)value)], rounded);
            Assert.Equal(expected, made);
            Assert.Equal(expected, direct);
            Assert.NotEqual(expected, rounded);
        }
    }

    [Fact]
    public void Take_OfTransformedTreesOfDoubles_StaysTransformed()
    {
        double[] rows = Table(new Random(1), Rows);
        (TreeEnsemble model, _, _) = Trained("objective=binary", rows, rows);
        float[] expected = new float[Rows], made = new float[Rows];
        model.WithOutput(TreeEnsembleOutput.Transformed).Take(3).Predict(rows, expected);
        model.InDouble!.Trees.WithOutput(TreeEnsembleOutput.Transformed).Take(3).Predict(rows, made);
        Assert.All(expected, probability => Assert.InRange(probability, 0f, 1f));
        Assert.Equal(expected, made);
    }

    [Fact]
    public void Explain_TableOfFloats_NamesTheColumnsThatRoundingMayChange()
    {
        double[] rows = Table(new Random(1), Rows);
        (TreeEnsemble model, _, _) = Trained("objective=regression", rows, rows);
        var schema = FeatureSchema.Numeric(model.FeatureNames);
        FeatureTable table = new(schema, [.. rows.Select(value => (float)value)]), first = table.Take([0, 1]);
        Explainer explainer = Explainer.Create(model, table, new ExplainOptions());
        // Keys and seconds, but neither decimals of five digits nor small whole numbers; each once, though background and rows both have them.
        foreach (FeatureTable explained in (FeatureTable[])[table, first])
            Assert.Equal(model.FeatureNames.Take(2), explainer.Explain(explained).Notes.Select(note => note[..note.IndexOf(':', StringComparison.Ordinal)]));
        Assert.All(explainer.Explain(first).Notes, note => Assert.Contains("double precision", note, StringComparison.Ordinal));

        // Floats that stand for doubles go the right way; so do numbers that lie at no threshold.
        DoubleTrees exact = model.InDouble!;
        var standing = new FeatureTable(schema, exact.ToSingle(rows));
        Assert.Empty(Explainer.Create(exact.Trees, standing, new ExplainOptions()).Explain(standing).Notes);
        Assert.Empty(Explainer.Create(exact.Trees.Take(3), standing, new ExplainOptions()).Explain(standing).Notes);
        var small = new FeatureTable(schema, [.. Enumerable.Range(0, 40).Select(i => (float)i)]);
        Assert.Empty(Explainer.Create(model, small, new ExplainOptions()).Explain(small).Notes);
    }

    private static bool Holds(SplitComparison comparison, double value, double threshold) => comparison switch
    {
        SplitComparison.LessThan => value < threshold,
        SplitComparison.LessThanOrEqual => value <= threshold,
        SplitComparison.GreaterThan => value > threshold,
        SplitComparison.GreaterThanOrEqual => value >= threshold,
        SplitComparison.Equal => value == threshold,
        _ => value != threshold,
    };

    /// <summary>A tree a threshold, each adding 1 to an output of its own where the comparison holds; what is missing goes left unless zeros say otherwise.</summary>
    private static TreeEnsemble Stumps(double[] thresholds, SplitComparison comparison, bool? zeros)
    {
        var trees = new DecisionTree[thresholds.Length];
        for (int t = 0; t < trees.Length; t++)
        {
            var tree = new DecisionTreeBuilder(3, t);
            tree.Split(0, 0, comparison, thresholds[t], 1, 2, zeros ?? true, zeros is null ? MissingValues.NaN : MissingValues.NaNAndZero);
            tree.SetDouble(0, DoubleSplit.Of(comparison, thresholds[t], zeros));
            tree.Leaf(1, 1);
            tree.Leaf(2, 0);
            trees[t] = tree.Build();
        }

        return new TreeEnsemble(1, trees, new double[trees.Length]);
    }

    private static (TreeEnsemble Model, double[] Raw, double[] Contributions) Trained(string parameters, double[] rows, double[] asked)
    {
        var random = new Random(5);
        var labels = new float[rows.Length / Features];
        for (int i = 0; i < labels.Length; i++)
        {
            double Value(int j) => double.IsNaN(rows[i * Features + j]) ? 0 : rows[i * Features + j];
            double score = Value(0) % 64 / 16 + Value(1) % 100 / 50 + Value(2) / 500 + Value(3) % 3 + 0.1 * random.NextDouble();
            labels[i] = parameters.Contains("multiclass", StringComparison.Ordinal) ? Math.Clamp((int)(score / 2), 0, 2)
                : parameters.Contains("binary", StringComparison.Ordinal) ? (score > 4 ? 1 : 0)
                : (float)score;
        }

        using var native = new NativeLightGbm(rows, Features, labels, "min_data_in_leaf=5 num_leaves=31 learning_rate=0.3 max_bin=500 min_data_in_bin=1 " + parameters, iterations: 12);
        return (LightGbmReader.Read(native.Save(), "trained"), native.Predict(asked, 1), native.Predict(asked, 3));
    }

    /// <summary>Keys from a billion on, Unix seconds of two minutes, decimals, categories; some missing.</summary>
    private static double[] Table(Random random, int count)
    {
        var rows = new double[count * Features];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = random.Next(15) == 0 ? double.NaN : (i % Features) switch
            {
                0 => 1e9 + random.Next(300),
                1 => 1_700_000_000 + random.Next(400),
                2 => Math.Round(1000 * random.NextDouble(), 2),
                _ => random.Next(12),
            };
        }

        return rows;
    }
}
