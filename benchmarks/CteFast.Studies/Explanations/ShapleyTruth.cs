using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CteFast.Explain;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Permutation;
using CteFast.Explain.Trees;

namespace CteFast.Studies.Explanations;

/// <summary>The Shapley values that estimates are compared with: all the data as background.</summary>
/// <param name="Values">Rows x outputs x features.</param>
/// <param name="Kind">How they were computed.</param>
/// <param name="Error">Their mean absolute error as told by the difference of two halves; 0 when exact.</param>
internal sealed record ShapleyTruth(double[] Values, string Kind, double Error)
{
    private const int Times = 100;
    private const long FirstSeed = 1_000_003;     // none that is measured

    /// <summary>The values of rows, from a file under artifacts where they were computed before.</summary>
    public static ShapleyTruth Of(ModelCase c, ReadOnlySpan<float> rows)
    {
        var trees = c.Model as TreeEnsemble;
        bool exact = trees?.OutputKind == OutputKind.Margin || trees?.Link == TreeEnsembleLink.Identity;
        string kind = exact ? "exact, by tables" : $"{Times} x the budget";
        string path = Path.Combine(RepositoryFolder.Find("artifacts"), "truth", $"{c.Set.Name}-{c.Kind}-{Key(c, rows, kind)}.bin");
        double[] values;
        if (File.Exists(path))
        {
            values = [.. MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(path))];
        }
        else
        {
            values = exact ? Estimates.Values(new TreeExplainer(trees!, c.Data, new TreeExplainerOptions()).Explain(rows)) : [.. LongRun(c, rows, FirstSeed), .. LongRun(c, rows, FirstSeed + 1)];
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, MemoryMarshal.AsBytes(values.AsSpan()));
        }

        if (exact) return new ShapleyTruth(values, kind, 0);
        int half = values.Length / 2;
        double[] means = [.. Enumerable.Range(0, half).Select(i => (values[i] + values[half + i]) / 2)];
        // The mean of two is half their difference off, on average, as one of them is off from the other's mean by √2 of its error.
        return new ShapleyTruth(means, kind, Enumerable.Range(0, half).Average(i => Math.Abs(values[i] - values[half + i]) / 2));
    }

    /// <summary>Half of the long run: own orderings over all the data.</summary>
    private static double[] LongRun(ModelCase c, ReadOnlySpan<float> rows, long seed)
    {
        long cost = 2L * (c.FeatureCount - 1) * c.Set.Count;
        var options = new ExplainOptions { ModelRows = (int)Math.Clamp(Times / 2L * c.ModelRows, cost, int.MaxValue), Seed = seed };
        var explainer = new PermutationExplainer(c.Model, Background.Of(c.Data, c.FeatureCount), options);
        return Estimates.Values(explainer.Explain(rows));
    }

    private static string Key(ModelCase c, ReadOnlySpan<float> rows, string kind)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(File.ReadAllBytes(c.ModelPath));
        hash.AppendData(MemoryMarshal.AsBytes(c.Data.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(rows));
        hash.AppendData(MemoryMarshal.AsBytes($"{kind} {c.ModelRows}".AsSpan()));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
