using CteFast.MLNet.Columns;
using CteFast.MLNet.Rows;

namespace CteFast.MLNet.Trees;

/// <summary>The slots that trees compare, as functions of their raw features: known by asking the pipeline.</summary>
internal sealed class SlotFunctions
{
    private readonly RawColumns _columns;
    private readonly Slot[] _slots;
    private readonly MappedRow _pipeline;
    private readonly float[] _start;
    private readonly float[] _made;
    private readonly Dictionary<int, float[]> _codes = [];
    private readonly Dictionary<int, float> _missing = [];
    private readonly Dictionary<(int Slot, float Threshold), float> _last = [];

    /// <summary>Asks for what the given comparisons need.</summary>
    /// <param name="columns">The raw columns.</param>
    /// <param name="slots">The slots' sources, all slots compared having one.</param>
    /// <param name="pipeline">The pipeline up to the trainer.</param>
    /// <param name="start">A row of the table, changed one feature at a time.</param>
    /// <param name="compared">The slots that trees compare, with their thresholds.</param>
    public SlotFunctions(RawColumns columns, Slot[] slots, MappedRow pipeline, ReadOnlySpan<float> start, IReadOnlySet<(int Slot, float Threshold)> compared)
    {
        (_columns, _slots, _pipeline, _start, _made) = (columns, slots, pipeline, start.ToArray(), new float[slots.Length]);
        int[] used = [.. compared.Select(comparison => comparison.Slot).Distinct()];
        AskCodes([.. used.Where(slot => Column(slot).CodeCount >= 0)]);
        AskMissing([.. used.Where(slot => Column(slot).MayBeMissing)]);
        (int Slot, float Threshold)[] numbers = [.. compared.Where(comparison => Column(comparison.Slot).CodeCount < 0)];
        AskOrder([.. numbers.Select(comparison => comparison.Slot).Distinct()]);
        if (Disorder.Length == 0) AskLast(numbers);
    }

    /// <summary>Which slot of a number falls, or is no number, as the raw number grows, though its transformers are known as ones of which none does; empty if all is in order.</summary>
    public string Disorder { get; private set; } = "";

    /// <summary>The slot's values for the codes of its feature, from 0 on.</summary>
    public ReadOnlySpan<float> OfCodes(int slot) => _codes[slot];

    /// <summary>The slot's value where its feature is missing, null if it never is.</summary>
    public float? OfMissing(int slot) => _missing.TryGetValue(slot, out float value) ? value : null;

    /// <summary>The last number for which the slot is at most the threshold: -∞ if it is for none, ∞ if it is for all.</summary>
    public float Last(int slot, float threshold) => _last[(slot, threshold)];

    private RawColumn Column(int slot) => _columns.Of[_slots[slot].Feature];

    // A slot depends on one feature, so that all features can be asked at once.
    private void AskCodes(int[] slots)
    {
        foreach (int slot in slots) _codes[slot] = new float[Column(slot).CodeCount];
        int most = slots.Select(slot => Column(slot).CodeCount).DefaultIfEmpty().Max();
        float[] row = [.. _start];
        for (int code = 0; code < most; code++)
        {
            for (int feature = 0; feature < row.Length; feature++)
            {
                if (code < _columns.Of[feature].CodeCount) row[feature] = code;
            }

            _pipeline.Map(row, _made);
            foreach (int slot in slots)
            {
                if (code < _codes[slot].Length) _codes[slot][code] = _made[slot];
            }
        }
    }

    private void AskMissing(int[] slots)
    {
        float[] row = [.. _start];
        for (int feature = 0; feature < row.Length; feature++)
        {
            if (_columns.Of[feature].MayBeMissing) row[feature] = float.NaN;
        }

        _pipeline.Map(row, _made);
        foreach (int slot in slots) _missing[slot] = _made[slot];
    }

    // A walk over numbers of all sizes, and those around the values of the row.
    private void AskOrder(int[] slots)
    {
        if (slots.Length == 0) return;
        IEnumerable<float> sizes = Enumerable.Range(-40, 81).Select(exponent => MathF.ScaleB(1, 3 * exponent)).Where(float.IsFinite);
        float[] walk = [.. sizes.Concat(sizes.Select(size => -size)).Append(0f).Concat(_start.Where(float.IsFinite)).Concat(Enumerable.Range(-100, 201).Select(i => i / 4f)).Distinct().Order()];
        var before = new float[_made.Length];
        Array.Fill(before, float.NegativeInfinity);
        float[] row = [.. _start];
        foreach (float value in walk)
        {
            for (int feature = 0; feature < row.Length; feature++)
            {
                if (_columns.Of[feature].CodeCount < 0) row[feature] = _columns.Of[feature].Nearest(value);
            }

            _pipeline.Map(row, _made);
            foreach (int slot in slots)
            {
                if (!(_made[slot] >= before[slot])) Disorder = $"column \"{Column(slot).Name}\" comes to the trainer as {_made[slot]} where it is {row[_slots[slot].Feature]}, and as {before[slot]} where it is less";
                before[slot] = _made[slot];
            }
        }
    }

    // Bisection over all floats, in their order; the slots never fall as their features grow.
    private void AskLast((int Slot, float Threshold)[] compared)
    {
        (int Slot, float Threshold)[][] byFeature = [.. compared.GroupBy(comparison => _slots[comparison.Slot].Feature).Select(group => group.ToArray())];
        int most = byFeature.Select(group => group.Length).DefaultIfEmpty().Max();
        for (int i = 0; i < most; i++)
        {
            (int Slot, float Threshold)[] asked = [.. byFeature.Where(group => i < group.Length).Select(group => group[i])];
            var holds = new int[asked.Length];
            var fails = new int[asked.Length];
            Array.Fill(holds, Order(float.NegativeInfinity));
            Array.Fill(fails, Order(float.PositiveInfinity));
            for (int step = 0; step < 33; step++)
            {
                float[] row = [.. _start];
                for (int k = 0; k < asked.Length; k++)
                {
                    int feature = _slots[asked[k].Slot].Feature;
                    row[feature] = _columns.Of[feature].Nearest(Number(Middle(holds[k], fails[k])));
                }

                _pipeline.Map(row, _made);
                for (int k = 0; k < asked.Length; k++)
                {
                    int middle = Middle(holds[k], fails[k]);
                    if (middle == holds[k]) continue;
                    if (_made[asked[k].Slot] <= asked[k].Threshold) holds[k] = middle;
                    else fails[k] = middle;
                }
            }

            // Nothing lies between the largest number and ∞: what holds for the one holds for the other.
            for (int k = 0; k < asked.Length; k++) _last[asked[k]] = Number(holds[k]) == float.MaxValue ? float.PositiveInfinity : Number(holds[k]);
        }
    }

    private static int Middle(int low, int high) => (int)(((long)low + high) >> 1);

    private static int Order(float value)
    {
        int bits = BitConverter.SingleToInt32Bits(value);
        return bits ^ ((bits >> 31) & int.MaxValue);
    }

    private static float Number(int order) => BitConverter.Int32BitsToSingle(order ^ ((order >> 31) & int.MaxValue));
}
