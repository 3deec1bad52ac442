using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Models.Reading.Onnx;

/// <summary>A split of a column, written as a split of the raw feature that sends every float the same way.</summary>
/// <remarks>
/// What stands before the trees never falls or never rises along the floats, so the values for which a comparison holds are those on one
/// side of some float, or between two: these are found by halving the floats themselves, and nothing is rounded.
/// </remarks>
internal static class OnnxSplit
{
    /// <summary>Sets node <paramref name="i"/>.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="i">The node.</param>
    /// <param name="column">What is compared.</param>
    /// <param name="mode">How.</param>
    /// <param name="value">With what.</param>
    /// <param name="members">Of a set, what is in it.</param>
    /// <param name="missingIsTrue">Whether NaN goes the way of rows for which the comparison holds.</param>
    /// <param name="left">The child of those rows.</param>
    /// <param name="right">The other child.</param>
    public static void Set(DecisionTreeBuilder tree, int i, OnnxColumn column, OnnxMode mode, double value, ReadOnlySpan<double> members, bool missingIsTrue, int left, int right)
    {
        double[] set = members.ToArray();
        bool Holds(float x) => float.IsNaN(x) ? missingIsTrue || mode == OnnxMode.NotEqual : mode switch
        {
            OnnxMode.LessThanOrEqual => x <= value,
            OnnxMode.LessThan => x < value,
            OnnxMode.GreaterThanOrEqual => x >= value,
            OnnxMode.GreaterThan => x > value,
            OnnxMode.Equal => x == value,
            OnnxMode.NotEqual => x != value,
            _ => set.Contains(x),
        };

        if (double.IsNaN(value) && mode != OnnxMode.Member)
            throw new ArgumentException($"node {i}: the threshold is not a number");
        if (column.IsText && column.Table is null)
            throw new ArgumentException($"node {i}: a text is compared with a number");
        if (column.Table is { } table)
        {
            int[] categories = [.. Enumerable.Range(0, table.Length).Where(code => Holds(table[code]))];
            SetTable(tree, i, column, categories, Holds(column.Otherwise), table.Length, left, right);
        }
        else if (column.IsIndicator)
        {
            SetInterval(tree, i, column, x => x >= column.Category, x => x > column.Category, Holds(column.Yes), Holds(column.Otherwise),
                column.Map is { } map && map(float.NaN) == column.Category ? Holds(column.Yes) : Holds(column.Otherwise), left, right);
        }
        else if (column.Map is { } map)
        {
            bool missing = Holds(map(float.NaN));
            if (mode is OnnxMode.Equal or OnnxMode.NotEqual)
                SetInterval(tree, i, column, x => x >= value, x => x > value, mode == OnnxMode.Equal, mode != OnnxMode.Equal, missing, left, right);
            else if (mode == OnnxMode.Member)
                throw new ArgumentException($"node {i}: a set of members is compared with a column that is changed before the trees; leave that out and train on the column as it is");
            else
                SetSide(tree, i, column.Feature, x => Holds(map(x)), missing, left, right);
        }
        else if (mode == OnnxMode.Member)
        {
            tree.SplitMembers(i, column.Feature, members, left, right, missingIsTrue);
        }
        else
        {
            // NaN makes only "not equal" hold.
            tree.Split(i, column.Feature, ComparisonOf(mode), column.IsDouble ? FloatThreshold.Round(value) : value, left, right, missingIsTrue || mode == OnnxMode.NotEqual);
            if (column.IsDouble)
                tree.SetDouble(i, DoubleSplit.Of(ComparisonOf(mode), value));
        }
    }

    // Codes of levels are whole numbers from 0 on; a code beyond the table, and what is none, is missing.
    private static void SetTable(DecisionTreeBuilder tree, int i, OnnxColumn column, int[] categories, bool otherwise, int count, int left, int right)
    {
        if (otherwise)
            // All that is not listed goes left: so what is listed and does not goes by the set, to the right.
            tree.SplitCategories(i, column.Feature, [.. Enumerable.Range(0, count).Except(categories)], right, left, missingLeft: false, isWholeOnly: true, double.NaN);
        else
            tree.SplitCategories(i, column.Feature, categories, left, right, missingLeft: false, isWholeOnly: true, double.NaN);
    }

    private static void SetSide(DecisionTreeBuilder tree, int i, int feature, Func<float, bool> holds, bool missing, int left, int right)
    {
        bool least = holds(float.NegativeInfinity);
        if (least == holds(float.PositiveInfinity))
        {
            SetConstant(tree, i, feature, least, missing, left, right);
            return;
        }

        float boundary = Least(x => holds(x) != least);
        if (least)
            tree.Split(i, feature, SplitComparison.LessThan, boundary, left, right, missing);
        else
            tree.Split(i, feature, SplitComparison.LessThan, boundary, right, left, !missing);
    }

    /// <summary>The values that map to one number are neighbours: from the first that is not below it to the last that is not above.</summary>
    private static void SetInterval(DecisionTreeBuilder tree, int i, OnnxColumn column, Func<float, bool> isFrom, Func<float, bool> isAbove, bool inside, bool outside, bool missing,
        int left, int right)
    {
        Func<float, float> map = column.Map ?? (x => x);
        // Of a function that falls, the first values are the greatest.
        bool isFalling = map(float.NegativeInfinity) > map(float.PositiveInfinity);
        Func<float, bool> from = isFalling ? y => !isAbove(y) : isFrom, above = isFalling ? y => !isFrom(y) : isAbove;
        float low = from(map(float.NegativeInfinity)) ? float.NegativeInfinity : from(map(float.PositiveInfinity)) ? Least(x => from(map(x))) : float.NaN;
        float high = above(map(float.PositiveInfinity)) ? above(map(float.NegativeInfinity)) ? float.NaN : Least(x => above(map(x))) : float.PositiveInfinity;
        if (inside == outside || float.IsNaN(low) || float.IsNaN(high) || !(low < high))
        {
            SetConstant(tree, i, column.Feature, outside, missing, left, right);
            return;
        }

        if (inside)
            tree.SplitInterval(i, column.Feature, low, high, left, right, missing);
        else
            tree.SplitInterval(i, column.Feature, low, high, right, left, !missing);
    }

    // Every value is below or at infinity.
    private static void SetConstant(DecisionTreeBuilder tree, int i, int feature, bool holds, bool missing, int left, int right) => tree.Split(i, feature,
        SplitComparison.LessThanOrEqual, double.PositiveInfinity, holds ? left : right, holds ? right : left, missing == holds);

    /// <summary>The least float for which something holds that holds for all greater ones.</summary>
    private static float Least(Func<float, bool> holds)
    {
        long low = Order(float.NegativeInfinity), high = Order(float.PositiveInfinity);
        while (low < high)
        {
            long middle = low + (high - low) / 2;
            if (holds(Float(middle)))
                high = middle;
            else
                low = middle + 1;
        }

        return Float(low);
    }

    // Floats in their order as whole numbers.
    private static long Order(float value) => BitConverter.SingleToInt32Bits(value) is var bits && bits < 0 ? -(long)(bits & int.MaxValue) : bits;

    private static float Float(long order) => order < 0 ? -BitConverter.Int32BitsToSingle((int)-order) : BitConverter.Int32BitsToSingle((int)order);

    private static SplitComparison ComparisonOf(OnnxMode mode) => mode switch
    {
        OnnxMode.LessThanOrEqual => SplitComparison.LessThanOrEqual,
        OnnxMode.LessThan => SplitComparison.LessThan,
        OnnxMode.GreaterThanOrEqual => SplitComparison.GreaterThanOrEqual,
        OnnxMode.GreaterThan => SplitComparison.GreaterThan,
        OnnxMode.Equal => SplitComparison.Equal,
        _ => SplitComparison.NotEqual,
    };
}
