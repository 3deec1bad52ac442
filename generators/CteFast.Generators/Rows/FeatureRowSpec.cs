using CteFast.Generators.Infrastructure;

namespace CteFast.Generators.Rows;

/// <summary>What came of reading a type: a spec, or what is wrong.</summary>
internal sealed record FeatureRowResult(FeatureRowSpec? Spec, DiagnosticInfo? Diagnostic);

/// <summary>All that the emitter needs to know of a row; equal specs give equal source.</summary>
/// <param name="Namespace">The namespace of the type, or empty.</param>
/// <param name="Name">The type's name.</param>
/// <param name="Keyword">What it is, such as <c>record struct</c>.</param>
/// <param name="Arguments">What its constructor takes: members by their place among the features, −1 for the default.</param>
/// <param name="Features">The features.</param>
internal sealed record FeatureRowSpec(string Namespace, string Name, string Keyword, EquatableArray<int> Arguments, EquatableArray<FeatureSpec> Features);

/// <summary>A feature.</summary>
/// <param name="Member">The member's name.</param>
/// <param name="Name">The feature's name.</param>
/// <param name="Group">Its group; null for none.</param>
/// <param name="Type">float, double, int, bool, string, or the full name of an enumeration.</param>
/// <param name="IsNullable">Whether it may be missing.</param>
/// <param name="Levels">The members of an enumeration.</param>
internal sealed record FeatureSpec(string Member, string Name, string? Group, string Type, bool IsNullable, EquatableArray<string> Levels);
