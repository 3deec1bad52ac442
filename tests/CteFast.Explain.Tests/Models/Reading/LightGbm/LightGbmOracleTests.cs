using System.Globalization;
using System.Text;
using CteFast.Explain.Models.Reading.LightGbm;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Trees;

namespace CteFast.Explain.Tests.Models.Reading.LightGbm;

/// <summary>Models that LightGBM's own library (4.7.0) trains and saves here: predictions and contributions must be the library's.</summary>
public class LightGbmOracleTests
{
    private const int Features = 5, Rows = 400, Classes = 3;

    // Sums of some dozens of leaves in double precision, rounded to single once; linear leaves take features that are floats.
    private const double Error = 2e-6;

    public static TheoryData<string, int> Models()
    {
        string[] objectives =
        [
            "regression", "regression_l1", "huber", "quantile", "mape", "regression reg_sqrt=true", "poisson", "gamma", "tweedie", "binary", "binary sigmoid=2.5", "cross_entropy",
            "cross_entropy_lambda", "multiclass num_class=3", "multiclassova num_class=3", "lambdarank", "rank_xendcg",
        ];
        string[] kinds =
        [
            "", "categorical_feature=2,3", "categorical_feature=2,3 max_cat_to_onehot=1 cat_smooth=1 min_data_per_group=1", "zero_as_missing=true", "use_missing=false", "zero_as_missing=true categorical_feature=2",
            "boosting=dart drop_rate=0.5", "boosting=rf bagging_freq=1 bagging_fraction=0.6", "data_sample_strategy=goss", "extra_trees=true", "monotone_constraints=1,-1,0,0,0", "num_leaves=2", "num_leaves=63 min_data_in_leaf=1",
        ];
        var data = new TheoryData<string, int>();
        for (int i = 0; i < objectives.Length; i++)
            data.Add("objective=" + objectives[i], i);
        for (int i = 0; i < kinds.Length; i++)
        {
            data.Add("objective=regression " + kinds[i], i);
            data.Add("objective=binary " + kinds[i], i + 100);
            data.Add("objective=multiclass num_class=3 " + kinds[i], i + 200);
        }

        foreach (string kind in (string[])["", "categorical_feature=2,3", "boosting=dart drop_rate=0.5", "linear_lambda=1"])
        {
            data.Add("linear_tree=true objective=regression " + kind, 300);
            data.Add("linear_tree=true objective=binary " + kind, 301);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Predict_TrainedByTheLibrary_IsTheLibrarys(string parameters, int seed)
    {
        var random = new Random(seed);
        double[] rows = Table(random, Rows);
        using var native = new NativeLightGbm(rows, Features, Labels(random, rows, parameters), "min_data_in_leaf=5 num_leaves=15 learning_rate=0.3 " + parameters, iterations: 12,
            groupSize: parameters.Contains("rank", StringComparison.Ordinal) ? 20 : 0);
        byte[] file = native.Save();
        TreeEnsemble model = LightGbmReader.Read(file, "trained");
        double[] asked = [.. Table(random, 300), .. Special(random, file)];
        float[] singles = [.. asked.Select(value => (float)value)];

        // A forest's raw score is the sum of its trees, and ours their mean.
        bool isForest = parameters.Contains("boosting=rf", StringComparison.Ordinal);
        if (!isForest)
            Close(native.Predict(asked, 1), model.Predict(singles), asked);
        Close(native.Predict(asked, 0), model.WithOutput(TreeEnsembleOutput.Transformed).Predict(singles), asked);

        // The library gives no contributions of linear leaves.
        if (!model.HasLinearLeaves && !isForest)
        {
            double[] contributions = native.Predict(asked, 3);
            Explanation explanation = TreeExplainer.PathDependent(model, new TreeExplainerOptions()).Explain(singles);
            int outputs = model.OutputCount;
            for (int i = 0; i < singles.Length / Features; i++)
            {
                for (int output = 0; output < outputs; output++)
                {
                    ReadOnlySpan<double> expected = contributions.AsSpan((i * outputs + output) * (Features + 1), Features + 1), values = explanation.Values(i, output);
                    for (int j = 0; j < Features; j++)
                        Assert.Equal(expected[j], values[j], Error * (1 + Math.Abs(expected[j])));
                    Assert.Equal(expected[Features], explanation.BaseValues[output], Error * (1 + Math.Abs(expected[Features])));
                }
            }
        }
    }

    private static void Close(double[] expected, float[] actual, double[] rows)
    {
        Assert.Equal(expected.Length, actual.Length);
        int outputs = expected.Length / (rows.Length / Features);
        for (int i = 0; i < expected.Length; i++)
        {
            bool isClose = Math.Abs(expected[i] - actual[i]) <= Error * (1 + Math.Abs(expected[i])) || expected[i].Equals(actual[i]);
            Assert.True(isClose, $"{actual[i]:R}, the library's {expected[i]:R}, of ({string.Join(' ', rows.AsSpan(i / outputs * Features, Features).ToArray())})");
        }
    }

    /// <summary>Decimals of three places, whole numbers with zeros, two columns of categories; some missing.</summary>
    private static double[] Table(Random random, int count)
    {
        var rows = new double[count * Features];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = random.Next(10) == 0 ? double.NaN : (i % Features) switch
            {
                0 => Math.Round(4 * random.NextDouble() - 2, 3),
                1 => random.Next(-3, 4),
                2 => random.Next(12),
                3 => random.Next(40),
                _ => Math.Round(1000 * random.NextDouble(), 2),
            };
        }

        return rows;
    }

    /// <summary>Rows of thresholds themselves, zeros of both signs, infinities, what is missing, and categories that never were.</summary>
    private static double[] Special(Random random, byte[] file)
    {
        double[] thresholds = [.. Encoding.UTF8.GetString(file).Split('\n').Where(line => line.StartsWith("threshold=", StringComparison.Ordinal))
            .SelectMany(line => line["threshold=".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.PositiveInfinity)];
        double[] special = [0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e-36, 99, -1, 1e-35f];
        return [.. Enumerable.Range(0, 200 * Features).Select(i => random.Next(2) == 0 || thresholds.Length == 0 ? special[random.Next(special.Length)] : thresholds[random.Next(thresholds.Length)])];
    }

    private static float[] Labels(Random random, double[] rows, string parameters)
    {
        var labels = new float[rows.Length / Features];
        for (int i = 0; i < labels.Length; i++)
        {
            double Value(int j) => double.IsNaN(rows[i * Features + j]) ? 1 : rows[i * Features + j];
            double score = Value(0) + 0.5 * Value(1) * Value(0) + (Value(2) % 3) + Value(3) % 2 + Value(4) / 500 + random.NextDouble();
            labels[i] = parameters.Contains("multiclass", StringComparison.Ordinal) ? Math.Clamp((int)Math.Abs(score), 0, Classes - 1)
                : parameters.Contains("rank", StringComparison.Ordinal) ? Math.Clamp((int)Math.Abs(score), 0, 4)
                : parameters.Contains("binary", StringComparison.Ordinal) || parameters.Contains("cross_entropy", StringComparison.Ordinal) ? (score > 2.5 ? 1 : 0)
                : parameters.Contains("regression", StringComparison.Ordinal) || parameters.Contains("huber", StringComparison.Ordinal) ? (float)score
                : (float)Math.Abs(score) + 0.1f;
        }

        return labels;
    }
}
