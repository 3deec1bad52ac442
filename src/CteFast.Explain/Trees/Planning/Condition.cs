namespace CteFast.Explain.Trees.Planning;

/// <summary>A condition that a split asks: a column is less than a threshold.</summary>
internal readonly record struct Comparison(int Column, float Threshold);

/// <summary>Two conditions at once, of which each has to hold, or has to fail where it is flipped: a flip is all bits or none.</summary>
internal readonly record struct Conjunction(int First, int FirstFlip, int Second, int SecondFlip);

/// <summary>A condition that has to hold, or has to fail.</summary>
internal readonly record struct Literal(int Condition, bool Holds);
