using BenchmarkDotNet.Attributes;
using CteFast.Explain.Models.Reading.Xgboost;
using CteFast.Explain.Models.Trees;

namespace CteFast.Benchmarks;

/// <summary>A compiled model against the same model loaded: a row alone, a batch, and what it takes to have the model at all.</summary>
public class TreeModelBenchmarks
{
    private const int BatchRows = 1024;

    private static readonly byte[] File = System.IO.File.ReadAllBytes(RepositoryFile("src/CteFast.Cli/Sample/diamonds.xgb.json"));

    private readonly DiamondsModel _compiled = new();
    private readonly TreeEnsemble _loaded = XgboostReader.Read(File, "diamonds.xgb.json");
    private readonly float[] _rows = Rows();
    private readonly float[] _outputs = new float[BatchRows];
    private int _next;

    [Benchmark(Baseline = true)]
    public float RowLoaded()
    {
        _loaded.Predict(NextRow(), _outputs.AsSpan(0, 1));
        return _outputs[0];
    }

    [Benchmark]
    public float RowCompiled()
    {
        _compiled.Predict(NextRow(), _outputs.AsSpan(0, 1));
        return _outputs[0];
    }

    [Benchmark]
    public void BatchLoaded() => _loaded.Predict(_rows, _outputs);

    [Benchmark]
    public void BatchCompiled() => _compiled.Predict(_rows, _outputs);

    [Benchmark]
    public TreeEnsemble StartLoaded() => XgboostReader.Read(File, "diamonds.xgb.json");

    // Rows that differ, so that branches cannot be learnt by heart.
    private ReadOnlySpan<float> NextRow()
    {
        _next = (_next + 1) % BatchRows;
        return _rows.AsSpan(_next * _loaded.FeatureCount, _loaded.FeatureCount);
    }

    private static float[] Rows() =>
        [.. System.IO.File.ReadLines(RepositoryFile("src/CteFast.Cli/Sample/diamonds.csv")).Skip(1).Take(BatchRows)
            .SelectMany(line => line.Split(',')[..9]).Select(cell => float.Parse(cell, System.Globalization.CultureInfo.InvariantCulture))];

    private static string RepositoryFile(string path)
    {
        string folder = AppContext.BaseDirectory;
        while (!System.IO.File.Exists(Path.Combine(folder, "CteFast.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return Path.Combine(folder, path);
    }
}

/// <summary>The sample's XGBoost model: 120 trees of depth 6.</summary>
[TreeModel("diamonds.xgb.json")]
public partial class DiamondsModel;
