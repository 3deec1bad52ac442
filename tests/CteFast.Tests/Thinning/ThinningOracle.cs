using CteFast.Tests.Discrepancy;

namespace CteFast.Tests.Thinning;

/// <summary>Kernel thinning as the papers write it: every sum anew from the kernel matrix, nothing kept up to date.</summary>
/// <remarks>Points are given and returned as indices into the matrix.</remarks>
internal sealed class ThinningOracle(KernelOracle k)
{
    /// <summary>
    /// The smallest gap of any decision so far: code that sums in another order decides alike while its rounding stays below it.
    /// </summary>
    public double Margin { get; private set; } = double.PositiveInfinity;

    /// <summary>KT-SPLIT, one round.</summary>
    public (int[] First, int[] Second) Halve(IReadOnlyList<int> input, double delta, ReadOnlySpan<double> uniforms)
    {
        int n = input.Count;
        List<int> first = [], second = [];
        double variance = 0;
        for (int i = 0; i < n / 2; i++)
        {
            (int x, int y) = (input[2 * i], input[2 * i + 1]);
            double squared = k[x, x] - 2 * k[x, y] + k[y, y];
            double a = Math.Max(Math.Sqrt(squared) * Math.Sqrt(variance) * Math.Sqrt(2 * Math.Log(2 * n / delta)), squared);
            if (a == 0) a = 1;
            variance = variance == 0 ? squared : variance + squared * Math.Max(0, 1 + (squared / a - 2) * variance / a);
            double alpha = 0;
            for (int j = 0; j < i; j++) alpha += k[x, second[j]] - k[x, first[j]] + k[y, first[j]] - k[y, second[j]];
            double probability = 0.5 * (1 - alpha / a);
            Decide(Math.Abs(uniforms[i] - probability));
            bool swapped = uniforms[i] <= probability;
            first.Add(swapped ? y : x);
            second.Add(swapped ? x : y);
        }

        return ([.. first], [.. second]);
    }

    /// <summary>m rounds of halving.</summary>
    public int[][] Split(int[] input, int rounds, double delta, double[] uniforms)
    {
        int[][] coresets = [input];
        for (int round = 0; round < rounds; round++)
        {
            List<int[]> halves = [];
            int used = round * (input.Length / 2);
            foreach (int[] coreset in coresets)
            {
                (int[] first, int[] second) = Halve(coreset, delta * Math.Pow(2, round) / rounds, uniforms.AsSpan(used));
                halves.AddRange([first, second]);
                used += coreset.Length / 2;
            }

            coresets = [.. halves];
        }

        return coresets;
    }

    /// <summary>Every (n/c)-th point, counted back from the last.</summary>
    public static int[] StandardThin(IReadOnlyList<int> input, int size)
    {
        // As many places apart on average as there are points to one kept.
        double step = (double)input.Count / size;
        return [.. Enumerable.Range(0, size).Select(i => input[input.Count - 1 - (int)Math.Floor(i * step + 1e-9)]).Reverse()];
    }

    /// <summary>The coreset of least MMD to the input: a baseline or the first of the lowest candidates; −1 names the baseline.</summary>
    public int Best(int[] input, int[] baseline, int[][] candidates, bool meanZero)
    {
        // Two halves of the input are equally good.
        if (candidates.Length == 2 && !meanZero && candidates.SelectMany(c => c).Order().SequenceEqual(input.Order())) candidates = candidates[..1];
        candidates = [baseline, .. candidates];
        double[] values = [.. candidates.Select(c => meanZero ? k.Average(c, c) : k.SquaredMmd(c, input))];
        int best = Array.IndexOf(values, values.Min());
        // The baseline again is no other choice.
        for (int i = 0; i < values.Length; i++)
        {
            if (i != best && !candidates[i].SequenceEqual(candidates[best])) Decide(values[i] - values[best]);
        }

        return best - 1;
    }

    /// <summary>One pass of swaps, by the MMD of the coreset with every other point in place of the one taken out.</summary>
    /// <returns>Whether anything changed.</returns>
    public bool Swap(int[] input, int[] coreset, int[] complement, bool unique, bool meanZero)
    {
        bool changed = false;
        double[] mean = [.. input.Select(i => meanZero ? 0 : k.Average([i], input))];
        for (int place = 0; place < coreset.Length; place++)
        {
            int leaving = coreset[place];
            double[] values = [.. input.Select((point, i) => Value(point) - 2 * mean[i])];
            // With unique points, the one removed is the first to be considered.
            int lowest = unique ? Array.IndexOf(input, leaving) : 0;
            for (int i = 0; i < input.Length; i++)
            {
                if (IsAllowed(input[i]) && values[i] < values[lowest]) lowest = i;
            }

            for (int i = 0; i < input.Length; i++)
            {
                if (i != lowest && IsAllowed(input[i])) Decide(values[i] - values[lowest]);
            }

            int entering = input[lowest];
            if (entering == leaving) continue;
            changed = true;
            coreset[place] = entering;
            int rest = Array.IndexOf(complement, entering);
            if (rest >= 0) complement[rest] = leaving;

            bool IsAllowed(int point) => !unique || point == leaving || Array.IndexOf(coreset, point) < 0;

            // c times the MMD with the point in place, without the parts that all points share.
            double Value(int point)
            {
                double sum = k[point, point];
                for (int j = 0; j < coreset.Length; j++)
                {
                    if (j != place) sum += 2 * k[point, coreset[j]];
                }

                return sum / coreset.Length;
            }
        }

        return changed;
    }

    /// <summary>Swap passes over all points until none changes anything.</summary>
    public int Refine(int[] coreset)
    {
        int[] all = [.. Enumerable.Range(0, k.Count)];
        int passes = 1;
        while (Swap(all, coreset, [], unique: true, meanZero: false)) passes++;
        return passes;
    }

    /// <summary>Split, best against standard thinning, swap.</summary>
    public int[] Thin(int[] input, int rounds, double delta, double[] uniforms, bool unique, bool meanZero)
    {
        if (rounds == 0) return input;
        return KeepBest(input, Split(input, rounds, delta, uniforms), unique, meanZero);
    }

    /// <summary>The best of candidates and standard thinning, then swaps.</summary>
    public int[] KeepBest(int[] input, int[][] candidates, bool unique, bool meanZero)
    {
        int[] baseline = StandardThin(input, candidates[0].Length);
        int best = Best(input, baseline, candidates, meanZero);
        int[] coreset = [.. best < 0 ? baseline : candidates[best]];
        Swap(input, coreset, [], unique, meanZero);
        return coreset;
    }

    /// <summary>Four points in two pairs, each as unlike as can be.</summary>
    public (int[] Kept, int[] Left) HalveFour(int[] p)
    {
        (int[] Kept, int[] Left)[] pairings = [([p[0], p[1]], [p[2], p[3]]), ([p[0], p[2]], [p[1], p[3]]), ([p[0], p[3]], [p[1], p[2]])];
        double[] sums = [.. pairings.Select(q => k[q.Kept[0], q.Kept[1]] + k[q.Left[0], q.Left[1]])];
        int best = Array.IndexOf(sums, sums.Min());
        Decide(sums.Where((_, i) => i != best).Min() - sums[best]);
        return pairings[best];
    }

    private void Decide(double gap) => Margin = Math.Min(Margin, gap);
}
