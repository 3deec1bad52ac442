using CteFast.Explain.Asking;
using CteFast.Thinning;

namespace CteFast.Explain.Global.Importance;

/// <summary>All rows once for every repeat and feature, with the feature permuted; of the outputs the mean losses, repeats x features.</summary>
internal ref struct PermutedRows(ReadOnlySpan<float> rows, int featureCount, LabelledLoss loss, double[] losses, Span<double> outputs, long seed, ReadOnlySpan<int> permutations)
    : IRowSource
{
    private readonly ReadOnlySpan<float> _rows = rows;
    private readonly ReadOnlySpan<int> _permutations = permutations;
    private readonly Span<double> _outputs = outputs;      // scratch, k
    private readonly int _count = rows.Length / featureCount;
    private readonly int[] _permutation = new int[rows.Length / featureCount];
    private int _next;
    private int _taken;

    public bool Next(int place, ReadOnlySpan<float> previous, Span<float> row)
    {
        (int pass, int at) = Math.DivRem(_next, _count);
        if (pass == losses.Length) return false;
        _next++;
        if (at == 0) Draw(pass);
        int feature = pass % featureCount;
        _rows.Slice(at * featureCount, featureCount).CopyTo(row);
        row[feature] = _rows[_permutation[at] * featureCount + feature];
        return true;
    }

    public void Take(int place, ReadOnlySpan<float> predicted)
    {
        (int pass, int at) = Math.DivRem(_taken++, _count);
        for (int output = 0; output < predicted.Length; output++) _outputs[output] = predicted[output];
        losses[pass] += loss.Of(at, _outputs);
        if (at == _count - 1) losses[pass] /= _count;
    }

    private readonly void Draw(int pass)
    {
        if (!_permutations.IsEmpty)
        {
            _permutations.Slice(pass * _count, _count).CopyTo(_permutation);
            return;
        }

        var random = new Pcg64(new SeedSequence(seed).Child(pass));
        UniformSample.Permutation(_permutation, ref random);
    }
}
