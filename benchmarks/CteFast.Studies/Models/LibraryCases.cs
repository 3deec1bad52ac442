using System.Text.Json;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Reading.LightGbm;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Tests.Models.Reading.LightGbm;
using CteFast.Explain.Trees;

namespace CteFast.Studies.Models;

/// <summary>Model files against the libraries that wrote them: margins and the path-dependent contributions of the libraries themselves.</summary>
internal static class LibraryCases
{
    private const int Features = 5, Rows = 400, Asked = 300;

    public static IEnumerable<ModelFileCase> All() => Xgboost().Concat(LightGbm());

    /// <summary>The files of tests/data/golden/xgboost, by XGBoost 1.7.4.</summary>
    private static IEnumerable<ModelFileCase> Xgboost()
    {
        foreach (string path in Directory.EnumerateFiles(RepositoryFolder.Find("tests", "data", "golden", "xgboost"), "*.model.json").Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(path)[..^".model.json".Length];
            using var golden = JsonDocument.Parse(File.ReadAllBytes(path[..^".model.json".Length] + ".json"));
            double[] Numbers(string member) => [.. Flat(golden.RootElement.GetProperty(member))];
            // What gblinear says of a feature is weight times value, not against a background: its tests compare that.
            if (ModelReader.ReadFile(path) is not TreeEnsemble model) continue;
            float[] rows = [.. Numbers("rows").Select(value => (float)value)];
            Difference predictions = Predicted(model, rows, Numbers("margins")), values = new();
            values.Add(TreeExplainer.PathDependent(model, new TreeExplainerOptions()).Explain(rows), Numbers("contributions"));
            yield return new ModelFileCase(golden.RootElement.GetProperty("library").GetString()!, name, rows.Length / model.FeatureCount, predictions.Largest, values.Largest);
        }
    }

    /// <summary>Models that LightGBM's own library trains here.</summary>
    private static IEnumerable<ModelFileCase> LightGbm()
    {
        foreach (string parameters in (string[])
            ["regression", "binary", "poisson", "multiclass num_class=3", "regression categorical_feature=2,3", "regression zero_as_missing=true", "binary boosting=dart drop_rate=0.5", "regression num_leaves=63 min_data_in_leaf=1"])
        {
            double[] rows = Table(new Random(1), Rows), asked = Table(new Random(2), Asked);
            float[] labels = [.. Enumerable.Range(0, Rows).Select(i => Label(rows.AsSpan(i * Features, Features), parameters))];
            using var native = new NativeLightGbm(rows, Features, labels, "min_data_in_leaf=5 num_leaves=15 learning_rate=0.3 objective=" + parameters, iterations: 12);
            TreeEnsemble model = LightGbmReader.Read(native.Save(), parameters);
            float[] singles = [.. asked.Select(value => (float)value)];
            var values = new Difference();
            values.Add(TreeExplainer.PathDependent(model, new TreeExplainerOptions()).Explain(singles), native.Predict(asked, 3));
            yield return new ModelFileCase("LightGBM 4.7.0", parameters, Asked, Predicted(model, singles, native.Predict(asked, 1)).Largest, values.Largest);
        }
    }

    private static Difference Predicted(TreeEnsemble model, float[] rows, double[] theirs)
    {
        var ours = new float[rows.Length / model.FeatureCount * model.OutputCount];
        model.Predict(rows, ours);
        if (ours.Length != theirs.Length) throw new StudyException($"{ours.Length} predictions of ours, {theirs.Length} of the library");
        var difference = new Difference();
        for (int i = 0; i < ours.Length; i++) difference.Add(ours[i], theirs[i]);
        return difference;
    }

    // Arrays of arrays, row by row; missing is null or text.
    private static IEnumerable<double> Flat(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Flat),
        JsonValueKind.Number => [value.GetSingle()],
        JsonValueKind.Null => [double.NaN],
        _ => [double.Parse(value.GetString()!, System.Globalization.CultureInfo.InvariantCulture)],
    };

    private static double[] Table(Random random, int count) => [.. Enumerable.Range(0, count * Features).Select(i => random.Next(10) == 0 ? double.NaN : (i % Features) switch
    {
        0 => Math.Round(4 * random.NextDouble() - 2, 3),
        1 => random.Next(-3, 4),
        2 => random.Next(12),
        3 => random.Next(40),
        _ => Math.Round(1000 * random.NextDouble(), 2),
    })];

    private static float Label(ReadOnlySpan<double> row, string parameters)
    {
        double score = Value(row[0]) + 0.5 * Value(row[1]) * Value(row[0]) + Value(row[2]) % 3 + Value(row[4]) / 500;
        return parameters.Contains("multiclass", StringComparison.Ordinal) ? Math.Clamp((int)Math.Abs(score), 0, 2)
            : parameters.Contains("binary", StringComparison.Ordinal) ? (score > 2 ? 1 : 0)
            : parameters.Contains("poisson", StringComparison.Ordinal) ? (float)Math.Abs(score)
            : (float)score;

        static double Value(double value) => double.IsNaN(value) ? 1 : value;
    }
}
