using System.Runtime.InteropServices;

namespace CteFast.Explain.Models.Trees;

/// <summary>A node of a tree: go left if <c>x[Feature] &lt; Threshold</c>, else right, which is stored just behind left.</summary>
/// <remarks>
/// A leaf is its own left child and compares with NaN, so that a step from it stays: rows that reach a leaf early and rows
/// that have further to go walk in the same loop, without a branch. Where <see cref="NodeTraits.Special"/> is set, the comparison is
/// not all: <see cref="Special"/> says where the rest stands.
/// </remarks>
/// <param name="Feature">The feature compared; 0 in a leaf.</param>
/// <param name="Threshold">What it is compared with; NaN in a leaf.</param>
/// <param name="Left">The left child; the node itself in a leaf.</param>
/// <param name="Value">A leaf's value, rounded to single precision.</param>
internal readonly record struct TreeNode(int Feature, float Threshold, int Left, float Value)
{
    public static TreeNode Leaf(int index, double value) => new(0, float.NaN, index, (float)value);

    public static TreeNode Split(int feature, float threshold, int left) => new(feature, threshold, left, 0f);

    public static TreeNode SpecialSplit(int feature, float threshold, int left, int special) =>
        new(feature, threshold, left, BitConverter.Int32BitsToSingle(special));

    public bool IsLeaf => float.IsNaN(Threshold);

    public int Right => Left + 1;

    /// <summary>The number of its <see cref="Trees.SpecialSplit"/>, where it has one.</summary>
    public int Special => BitConverter.SingleToInt32Bits(Value);

    /// <summary>The same node where nodes and special splits before it have moved it.</summary>
    public TreeNode Move(int nodes, int specials, NodeTraits traits) => (traits & NodeTraits.Special) == 0
        ? this with { Left = Left + nodes }
        : SpecialSplit(Feature, Threshold, Left + nodes, Special + specials);
}

/// <summary>What a node says beside its comparison; one byte a node.</summary>
[Flags]
internal enum NodeTraits : byte
{
    /// <summary>Missing values go left; the comparison is all.</summary>
    None = 0,

    /// <summary>Missing values (NaN) go right.</summary>
    MissingRight = 1,

    /// <summary>The split has an interval or categories.</summary>
    Special = 2,
}

/// <summary>What a split that is not just <c>x &lt; Threshold</c> asks: an interval, or a set of categories.</summary>
/// <param name="Low">Least value of the interval in which the comparison is turned round.</param>
/// <param name="High">The first value above the interval.</param>
/// <param name="FirstWord">Where the set's bits begin.</param>
/// <param name="WordCount">The number of 32-bit words of the set; 0 if there is none. Category c is bit c % 32 of word c / 32.</param>
/// <param name="Kind">What the words are.</param>
internal readonly record struct SpecialSplit(float Low, float High, int FirstWord, int WordCount, SpecialKind Kind)
{
    public static SpecialSplit Interval(float low, float high) => new(low, high, 0, 0, SpecialKind.Interval);

    public static SpecialSplit Categories(int firstWord, int wordCount, SpecialKind kind) => new(0f, 0f, firstWord, wordCount, kind);

    public static SpecialSplit Members(int firstWord, int count) => new(0f, 0f, firstWord, count, SpecialKind.Members);

    /// <summary>Whether a value that is not missing goes left.</summary>
    public bool GoesLeft(float value, float threshold, ReadOnlySpan<uint> words)
    {
        if (Kind == SpecialKind.Interval)
            return value < threshold ^ (value >= Low && value < High);
        if (Kind == SpecialKind.Members)
            return MemoryMarshal.Cast<uint, float>(words.Slice(FirstWord, WordCount)).BinarySearch(value) >= 0;
        if (Kind == SpecialKind.TruncatedCategories && value is > -1f and < 0f)
            value = 0f;
        // Negative values and those beyond the words are in no set.
        return value >= 0f && value < 32f * WordCount && (words[FirstWord + ((int)value >> 5)] >> (int)value & 1) != 0
            && (Kind != SpecialKind.WholeCategories || value == (int)value);
    }

    public SpecialSplit Move(int words) => this with { FirstWord = FirstWord + words };
}

/// <summary>What a special split asks.</summary>
internal enum SpecialKind : byte
{
    /// <summary>Whether the value lies in an interval, where the comparison is turned round.</summary>
    Interval,

    /// <summary>Whether the value, rounded down, is a category of a set of bits.</summary>
    Categories,

    /// <summary>The same, but values between -1 and 0 are category 0.</summary>
    TruncatedCategories,

    /// <summary>As <see cref="Categories"/>, but values between whole numbers are no categories.</summary>
    WholeCategories,

    /// <summary>Whether the value is one of the words, which are floats in ascending order.</summary>
    Members,
}
