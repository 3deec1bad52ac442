namespace CteFast.Explain.Models.Trees;

public sealed partial class DecisionTreeBuilder
{
    /// <summary>Sets a split by category; with <paramref name="isWholeOnly"/> values between whole numbers are in no set, rather than rounded down.</summary>
    internal void SplitCategories(int node, int feature, ReadOnlySpan<int> categories, int left, int right, bool missingLeft, bool isWholeOnly,
        double cover)
    {
        int first = AddSet(node, categories);
        SetCategories(node, feature, first, left, right, missingLeft, isWholeOnly ? SpecialKind.WholeCategories : SpecialKind.Categories, cover);
    }

    /// <summary>Adds the bits of a set of categories and gives the place of the first.</summary>
    private int AddSet(int node, ReadOnlySpan<int> categories)
    {
        int largest = 0;
        foreach (int category in categories)
        {
            if (category is < 0 or >= MostCategories)
                throw new ArgumentException($"node {node}: category {category} is not one of 0 to {MostCategories - 1}");
            largest = Math.Max(largest, category);
        }

        int first = _words.Count;
        if (first > MostCategoryWords - largest / 32 - 1)
            throw new ArgumentException($"node {node}: the sets of categories are too large; code the categories from 0 on without gaps");
        var words = new uint[largest / 32 + 1];
        foreach (int category in categories)
            words[category >> 5] |= 1u << category;
        _words.AddRange(words);
        return first;
    }

    /// <summary>Sets a split as another tree has it: <c>x &lt; threshold</c>, and what is special of it, its words among those of that tree.</summary>
    internal void SplitAs(int node, int feature, float threshold, SpecialSplit? special, ReadOnlySpan<uint> words, int left, int right, bool missingLeft, double cover)
    {
        ref Node at = ref At(node, cover);
        at = Split(node, feature, threshold, left, right, missingLeft, special is null ? -1 : _specials.Count, cover);
        if (special is not { } split)
            return;
        _specials.Add(split with { FirstWord = _words.Count });
        _words.AddRange(words.Slice(split.FirstWord, split.WordCount));
    }

    /// <summary>Sets a special split as a built tree has it: the bounds of an interval as bits, or the categories of a set.</summary>
    internal void SplitSpecial(int node, int feature, float threshold, SpecialKind kind, ReadOnlySpan<int> numbers, int left, int right, bool missingLeft, double cover)
    {
        ref Node at = ref At(node, cover);
        at = Split(node, feature, threshold, left, right, missingLeft, _specials.Count, cover);
        if (kind == SpecialKind.Interval)
        {
            if (numbers.Length != 2)
                throw new ArgumentException($"node {node}: an interval has two bounds, not {numbers.Length}");
            _specials.Add(SpecialSplit.Interval(BitConverter.Int32BitsToSingle(numbers[0]), BitConverter.Int32BitsToSingle(numbers[1])));
            return;
        }

        if (kind is not (SpecialKind.Categories or SpecialKind.TruncatedCategories or SpecialKind.WholeCategories))
            throw new ArgumentException($"node {node}: {kind} is no kind of split that is compiled");
        int first = AddSet(node, numbers);
        _specials.Add(SpecialSplit.Categories(first, _words.Count - first, kind));
    }

    /// <summary>Sets a split by category as LightGBM has it, from the bits of the set: category c is bit c % 32 of word c / 32; a value between -1 and 0 is category 0.</summary>
    internal void SplitCategories(int node, int feature, ReadOnlySpan<uint> words, int left, int right, bool missingLeft, double cover)
    {
        if (words.Length is 0 or > MostCategories / 32)
            throw new ArgumentException($"node {node}: a set of {words.Length} words is not one of 1 to {MostCategories / 32}");
        int first = _words.Count;
        _words.AddRange(words);
        SetCategories(node, feature, first, left, right, missingLeft, SpecialKind.TruncatedCategories, cover);
    }

    /// <summary>Sets a split by an interval: rows from <paramref name="low"/> on, and below <paramref name="high"/>, go left.</summary>
    internal void SplitInterval(int node, int feature, float low, float high, int left, int right, bool missingLeft)
    {
        ref Node at = ref At(node, double.NaN);
        at = Split(node, feature, float.NegativeInfinity, left, right, missingLeft, _specials.Count, double.NaN);
        _specials.Add(SpecialSplit.Interval(low, high));
    }

    /// <summary>Sets a split by a set of numbers, whatever they are: rows whose value is one of them go left.</summary>
    internal void SplitMembers(int node, int feature, ReadOnlySpan<double> members, int left, int right, bool missingLeft)
    {
        ref Node at = ref At(node, double.NaN);
        // A number that is no float is met by no row.
        var floats = new SortedSet<float>();
        foreach (double member in members)
        {
            if ((float)member == member)
                floats.Add((float)member);
        }

        if (_words.Count > MostCategoryWords - floats.Count)
            throw new ArgumentException($"node {node}: the sets of members are too large");
        at = Split(node, feature, 0f, left, right, missingLeft, _specials.Count, double.NaN);
        _specials.Add(SpecialSplit.Members(_words.Count, floats.Count));
        foreach (float member in floats)
            _words.Add(BitConverter.SingleToUInt32Bits(member));
    }

    private void SetCategories(int node, int feature, int firstWord, int left, int right, bool missingLeft, SpecialKind kind, double cover)
    {
        ref Node at = ref At(node, cover);
        at = Split(node, feature, 0f, left, right, missingLeft, _specials.Count, cover);
        _specials.Add(SpecialSplit.Categories(firstWord, _words.Count - firstWord, kind));
    }
}
