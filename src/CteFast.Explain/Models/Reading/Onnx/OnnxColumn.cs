namespace CteFast.Explain.Models.Reading.Onnx;

/// <summary>A column that the trees compare, as a function of one raw feature: what stands before the trees, folded.</summary>
internal sealed record OnnxColumn(int Feature)
{
    /// <summary>Whether values are compared in double precision.</summary>
    public bool IsDouble { get; init; }

    /// <summary>Whether the raw feature is a text, which only an encoder can turn into numbers.</summary>
    public bool IsText { get; init; }

    /// <summary>What is done to the feature first: a function that never falls, or never rises, NaN apart; null for nothing.</summary>
    public Func<float, float>? Map { get; init; }

    /// <summary>The values by the feature's code (after <see cref="Map"/>), if the column is a table; what is in no row of it has <see cref="Otherwise"/>.</summary>
    public float[]? Table { get; init; }

    /// <summary>Whether the column says only whether the feature (after <see cref="Map"/>) is <see cref="Category"/>: <see cref="Yes"/> or <see cref="Otherwise"/>.</summary>
    public bool IsIndicator { get; init; }

    public float Category { get; init; }

    public float Yes { get; init; }

    public float Otherwise { get; init; }

    /// <summary>Whether the trees see the feature as it is.</summary>
    public bool IsPlain => Map is null && Table is null && !IsIndicator;

    /// <summary>Whether the column takes a few values only, so that any function of it can be folded.</summary>
    public bool IsListed => Table is not null || IsIndicator;

    /// <summary>The column after one more function, which must never fall, or never rise, unless the column <see cref="IsListed"/>.</summary>
    public OnnxColumn Then(Func<float, float> next)
    {
        if (IsListed)
            return this with { Table = Table is null ? null : [.. Table.Select(next)], Yes = next(Yes), Otherwise = next(Otherwise) };
        Func<float, float>? first = Map;
        return this with { Map = first is null ? next : x => next(first(x)) };
    }

    /// <summary>Whether the column is a category: 1 or 0.</summary>
    public OnnxColumn Is(float category) => IsListed
        ? Then(value => value == category ? 1f : 0f)
        : this with { IsIndicator = true, Category = category, Yes = 1f, Otherwise = 0f };
}
