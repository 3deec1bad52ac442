namespace CteFast.Studies.Models;

/// <summary>The largest |ours − theirs| / (1 + |theirs|) seen.</summary>
internal sealed class Difference
{
    public double Largest { get; private set; }

    public void Add(double ours, double theirs)
    {
        if (ours.Equals(theirs)) return;
        double error = Math.Abs(ours - theirs) / (1 + Math.Abs(theirs));
        Largest = double.IsNaN(error) ? throw new StudyException($"ours {ours}, theirs {theirs}") : Math.Max(Largest, error);
    }

    /// <summary>Compares an explanation with contributions, (d + 1) for every row and output, the last the base value.</summary>
    public void Add(Explain.Explanation ours, ReadOnlySpan<double> theirs)
    {
        int d = ours.FeatureCount, k = ours.OutputCount;
        if (theirs.Length != ours.RowCount * k * (d + 1)) throw new StudyException($"{theirs.Length} contributions for {ours.RowCount} rows");
        for (int i = 0; i < ours.RowCount * k; i++)
        {
            for (int j = 0; j < d; j++) Add(ours.Values(i / k, i % k)[j], theirs[i * (d + 1) + j]);
            Add(ours.BaseValues[i % k], theirs[i * (d + 1) + d]);
        }
    }
}
