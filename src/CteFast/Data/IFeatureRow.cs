namespace CteFast.Data;

/// <summary>A typed row of features; the generator implements it for types with <see cref="FeatureRowAttribute"/>.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface IFeatureRow<TSelf>
    where TSelf : IFeatureRow<TSelf>
{
    /// <summary>The features as they are declared. A text has no levels here: they come from data.</summary>
    static abstract FeatureSchema FeatureSchema { get; }

    /// <summary>The text of a feature that is a string; null where it is missing, or no string.</summary>
    /// <param name="row">The row.</param>
    /// <param name="feature">The feature's column.</param>
    static abstract string? Text(in TSelf row, int feature);

    /// <summary>Writes a row as floats: numbers, codes of levels, and NaN for what is missing or not known.</summary>
    /// <param name="row">The row.</param>
    /// <param name="schema">The declared features, with the levels of texts.</param>
    /// <param name="features">Receives the values, d.</param>
    /// <param name="unknown">Counts, for each of d features, the levels that are not known: one is added for each.</param>
    /// <exception cref="IndexOutOfRangeException">A span is shorter than d.</exception>
    static abstract void Write(in TSelf row, FeatureSchema schema, Span<float> features, Span<int> unknown);

    /// <summary>Reads a row. Members that are no features have their default.</summary>
    /// <param name="schema">The declared features, with the levels of texts.</param>
    /// <param name="features">The values, d.</param>
    /// <exception cref="ArgumentException">A value is missing where the member cannot say so, or is no value of its type.</exception>
    static abstract TSelf Read(FeatureSchema schema, ReadOnlySpan<float> features);
}
