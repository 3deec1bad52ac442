using CteFast.Explain.Asking;
using CteFast.Explain.Global.Importance;

namespace CteFast.Explain.Global.Sage;

/// <summary>The worth of every coalition, v(S) = −mean loss(Σ_z w_z f(x_S, z_notS), y), and the Shapley values of it.</summary>
internal sealed class SageEnumeration(Background background, float[] rows, LabelledLoss loss, int outputCount) : IRowSource
{
    /// <summary>The most features.</summary>
    public const int Largest = 16;

    private readonly int _rowCount = rows.Length / background.FeatureCount;
    private readonly double[] _means = new double[outputCount];
    private int _next;
    private int _taken;

    /// <summary>The worths by coalitions as bit masks, bit j being feature j.</summary>
    public double[] Worths { get; } = new double[1 << background.FeatureCount];

    public long ModelRows => (long)Worths.Length * _rowCount * background.Count;

    public bool Next(int place, ReadOnlySpan<float> previous, Span<float> row)
    {
        (int coalition, int at, int member) = PlaceOf(_next);
        if (coalition == Worths.Length) return false;
        _next++;
        background.Row(member).CopyTo(row);
        for (int j = 0; j < row.Length; j++)
        {
            if ((coalition >> j & 1) != 0) row[j] = rows[at * row.Length + j];
        }

        return true;
    }

    public void Take(int place, ReadOnlySpan<float> outputs)
    {
        (int coalition, int at, int member) = PlaceOf(_taken++);
        if (member == 0) _means.AsSpan().Clear();
        for (int output = 0; output < outputs.Length; output++) _means[output] += background.Weights[member] * outputs[output];
        if (member == background.Count - 1) Worths[coalition] -= loss.Of(at, _means) / _rowCount;
    }

    /// <summary>The Shapley values of a game, given the worths of its 2^d coalitions.</summary>
    public static double[] ShapleyValues(ReadOnlySpan<double> worths)
    {
        int d = int.Log2(worths.Length);
        double[] values = new double[d];
        for (int coalition = 0; coalition < worths.Length; coalition++)
        {
            int size = int.PopCount(coalition);
            double weight = 1.0 / (d * Choose(d - 1, size));
            for (int j = 0; j < d && size < d; j++)
            {
                if ((coalition >> j & 1) == 0) values[j] += weight * (worths[coalition | 1 << j] - worths[coalition]);
            }
        }

        return values;
    }

    private (int Coalition, int Row, int Member) PlaceOf(int index)
    {
        (int pair, int member) = Math.DivRem(index, background.Count);
        return (pair / _rowCount, pair % _rowCount, member);
    }

    private static double Choose(int n, int k)
    {
        double product = 1;
        for (int i = 1; i <= k; i++) product = product * (n - k + i) / i;
        return product;
    }
}
