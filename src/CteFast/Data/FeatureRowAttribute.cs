namespace CteFast.Data;

/// <summary>Makes the public properties and fields of a partial record, struct or class the features of a table, in the order they are declared.</summary>
/// <remarks>
/// The generator implements <see cref="IFeatureRow{TSelf}"/> and adds the nested class <c>Features</c> with a <see cref="RowFeature{TRow}"/> for each feature.
/// A feature is a float, double, int, bool, string, enum, or a nullable one of these. Anything else is a compile-time diagnostic CTE03xx at the spot.
/// Values are stored as floats: a double or an integer beyond 2²⁴ is rounded to the nearest.
/// </remarks>
[AttributeUsage(AttributeTargets.Struct | AttributeTargets.Class)]
public sealed class FeatureRowAttribute : Attribute;
