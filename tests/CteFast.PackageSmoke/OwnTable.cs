using CteFast.Data;
using CteFast.Explain;
using CteFast.OnnxRuntime;
using CteFast.Tables;

/// <summary>A CSV file read by CteFast.Tables, explained through a session of ONNX Runtime by CteFast.OnnxRuntime.</summary>
internal static class OwnTable
{
    public static string Run()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, "area,rooms,garden\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{30 + 7 * i},{1 + i % 5},{i % 2}\n")));
        FeatureTable table = TableReader.ReadCsv(path).Features;
        File.Delete(path);
        using var model = (OnnxSessionModel)OnnxModel.Open(Path.Combine(AppContext.BaseDirectory, "price.onnx"));
        Explanation explanation = Explainer.Create(model, table, new ExplainOptions()).Explain(table.Take([3]));
        double sum = explanation.BaseValues[0] + explanation.Value(0, "area") + explanation.Value(0, "rooms") + explanation.Value(0, "garden");
        Check.Holds(table.Count == 20 && Math.Abs(sum - explanation.Prediction(0)[0]) < 1e-4, $"ONNX Runtime: {sum} instead of {explanation.Prediction(0)[0]} for one of {table.Count} rows");
        return $"a table of {table.Count} rows and a session of ONNX Runtime: {explanation.Method}";
    }
}
