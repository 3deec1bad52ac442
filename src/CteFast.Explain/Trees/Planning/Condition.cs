namespace CteFast.Explain.Trees.Planning;

/// <summary>The condition of a split: a column is less than a threshold.</summary>
internal readonly record struct Comparison(int Column, float Threshold);

/// <summary>Both of two conditions: each has to hold or, where it is flipped, to fail. A flip is a mask of all bits or none.</summary>
internal readonly record struct Conjunction(int First, int FirstFlip, int Second, int SecondFlip);

/// <summary>A condition that has to hold, or has to fail.</summary>
internal readonly record struct Literal(int Condition, bool Holds);
