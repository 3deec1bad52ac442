using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CteFast.Numerics;

/// <summary>Argument checks that the framework does not have; apart, so that callers stay small enough to inline.</summary>
internal static class Throw
{
    public static void IfNotFinitePositive(double value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (!(value > 0 && double.IsFinite(value))) OutOfRange(name, value, "must be finite and positive");
    }

    public static void IfNotProbability(double value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (!(value > 0 && value < 1)) OutOfRange(name, value, "must lie between 0 and 1");
    }

    /// <summary>Throws unless there is one value for each of so many points.</summary>
    public static void IfNotOneEach(ReadOnlySpan<double> values, int count, string what, string name)
    {
        if (values.Length != count) throw new ArgumentException($"{values.Length} {what} do not fit {count} points.", name);
    }

    [DoesNotReturn]
    public static void OutOfRange(string? name, object value, string requirement) =>
        throw new ArgumentOutOfRangeException(name, value, $"{name} {requirement}, it is {FormattableString.Invariant($"{value}")}.");
}
