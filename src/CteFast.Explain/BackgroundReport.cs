using System.Globalization;
using CteFast.Compression;
using CteFast.Explain.Asking;
using CteFast.Explain.Models;

namespace CteFast.Explain;

/// <summary>Whether a background has enough rows: how well coresets of its size stand for the data, and how much explanations against several of them differ.</summary>
/// <param name="Quality">A coreset's quality: its MMD beside that of a uniform sample of its size.</param>
/// <param name="Coresets">The number of coresets. They have no row in common.</param>
/// <param name="Rows">The number of rows explained against each coreset.</param>
/// <param name="Error">
/// The root-mean-square error of a value explained against one coreset, in the unit of the model's output: the standard deviation of the values over the
/// coresets. It includes all that is random, such as the drawing of orderings. For small data it is a little too large, since each coreset is chosen from a part of the data.
/// </param>
/// <param name="RelativeError"><paramref name="Error"/> over the root mean square of the values; NaN when all values are 0.</param>
/// <param name="LargestError">The largest standard deviation of one value.</param>
/// <param name="ModelRows">The number of model rows.</param>
public sealed record BackgroundReport(BackgroundQuality Quality, int Coresets, int Rows, double Error, double RelativeError, double LargestError, long ModelRows)
{
    // More rows than these are divided at random: compressing them to half would take too long, and random halves are large enough to be alike.
    private const int MostHalved = 65_536;

    /// <summary>The report in plain words, one sentence.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Quality.Count:N0} of {Quality.InputCount:N0} rows (MMD {Quality.Mmd:G2} against {Quality.MmdUniform:G2} of a uniform sample): values explained against "
        + $"{Coresets} such backgrounds without a common row differ by {Error:G2}{(double.IsFinite(RelativeError) ? $", {RelativeError.ToString("P1", CultureInfo.InvariantCulture)} of a value's size" : "")}, {LargestError:G2} at most.");

    /// <summary>Explains a few rows against disjoint coresets of the data and compares.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Row-major rows of the data, n x d, finite, or NaN where a value is missing and the model allows it.</param>
    /// <param name="rows">Row-major rows to explain, r x d; a few are enough.</param>
    /// <param name="options">As for <see cref="CompressThenExplain"/>.</param>
    /// <param name="coresets">The number of coresets: 2, 4, 8 or 16.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1, from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">Rows do not fit the model, a value is infinite, the data has fewer rows than coresets, or the budget is too small.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range, or the number of coresets is none of these.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static BackgroundReport Measure(IModel model, ReadOnlySpan<float> data, ReadOnlySpan<float> rows, ExplainOptions options, int coresets = 4,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        options.Check();
        if (coresets is not (2 or 4 or 8 or 16)) throw new ArgumentOutOfRangeException(nameof(coresets), coresets, $"The number of coresets is {coresets}; it must be 2, 4, 8 or 16.");
        int d = model.FeatureCount, count = RowResults.CountRows(model, rows), n = data.Length / d;
        if (data.Length % d != 0 || n < coresets) throw new ArgumentException($"{data.Length} values are not at least {coresets} rows of {d} features.", nameof(data));

        double work = Coreset.Work(n, n);
        IProgress<double>?[] stages = PartProgress.Split(progress, n <= MostHalved ? work : 0, work, coresets * (work / coresets + (double)count * options.ModelRows));
        float[][] parts = [.. Parts(data.ToArray(), d, coresets, options.Seed, StepProgress.Of(stages[0], coresets - 1), cancellationToken)];
        // The size that all the data would be compressed to, or less where the parts have fewer rows.
        int size = Math.Min(Explainer.BackgroundRows(options, model, n), parts.Min(part => part.Length / d));
        Background whole = Background.Compress(data, d, size, options.Seed, stages[1], cancellationToken);
        var explanations = new List<Explanation>();
        StepProgress? steps = StepProgress.Of(stages[2], coresets);
        foreach (float[] part in parts)
        {
            // Each coreset is used as if it had been chosen from all the data.
            Background background = whole.WithRows(Background.Compress(part, d, size, options.Seed, progress: null, cancellationToken).Rows);
            explanations.Add(Explainer.Create(model, background, options with { Seed = options.Seed + explanations.Count }, cancellationToken).Explain(rows, null, cancellationToken));
            steps?.Add();
        }

        return Compare(whole.Quality, explanations, count);
    }

    private static BackgroundReport Compare(BackgroundQuality quality, List<Explanation> explanations, int rows)
    {
        double squares = 0, sizes = 0, largest = 0;
        int values = explanations[0].ShapleyValues.Length;
        for (int i = 0; i < values; i++)
        {
            double mean = explanations.Average(explanation => explanation.ShapleyValues[i]);
            double variance = explanations.Sum(explanation => Math.Pow(explanation.ShapleyValues[i] - mean, 2)) / (explanations.Count - 1);
            squares += variance / values;
            sizes += mean * mean / values;
            largest = Math.Max(largest, Math.Sqrt(variance));
        }

        return new BackgroundReport(quality, explanations.Count, rows, Math.Sqrt(squares), sizes > 0 ? Math.Sqrt(squares / sizes) : double.NaN, largest,
            explanations.Sum(explanation => explanation.ModelRows));
    }

    /// <summary>Divides the data into parts that each stand for all of it: into a coreset of half its rows and the other half, then each of these in the same manner.</summary>
    private static IEnumerable<float[]> Parts(float[] data, int d, int parts, long seed, StepProgress? steps, CancellationToken cancellationToken)
    {
        if (parts == 1) return [data];
        int n = data.Length / d, half = n / 2;
        bool[] chosen = new bool[n];
        if (n <= MostHalved)
        {
            var options = new CoresetOptions { Seed = seed, Refine = false };
            foreach (int row in Coreset.Compress(Background.Fill(data, d), d, half, options, progress: null, cancellationToken).Indices) chosen[row] = true;
        }
        else
        {
            var random = new Pcg64(new SeedSequence(seed).Child(5));
            for (int i = 0, left = half; i < n; i++)
            {
                if (random.NextInt32(n - i) >= left) continue;
                chosen[i] = true;
                left--;
            }
        }

        steps?.Add();
        float[] Take(bool which) => [.. Enumerable.Range(0, n).Where(i => chosen[i] == which).SelectMany(i => data[(i * d)..((i + 1) * d)])];
        return Parts(Take(true), d, parts / 2, seed, steps, cancellationToken).Concat(Parts(Take(false), d, parts / 2, seed, steps, cancellationToken));
    }
}
