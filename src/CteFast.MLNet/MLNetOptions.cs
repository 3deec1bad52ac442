namespace CteFast.MLNet;

/// <summary>How an ML.NET pipeline is taken as a model.</summary>
public readonly record struct MLNetOptions()
{
    /// <summary>What is predicted.</summary>
    public MLNetOutput Output { get; init; }

    /// <summary>How vector columns of the table are explained.</summary>
    public VectorColumns Vectors { get; init; }

    /// <summary>The columns to explain, in this order, among them all that the prediction needs; null for these alone, in the order of the table.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>
    /// Columns of numbers that are names, such as a month or a vendor: the numbers of the data are levels. Name those that the pipeline turns into a one-hot
    /// code; its trees are exact then. Null for none.
    /// </summary>
    public IReadOnlyList<string>? Levels { get; init; }

    internal void Check()
    {
        if (!Enum.IsDefined(Output)) throw new ArgumentOutOfRangeException(nameof(Output), Output, $"{Output} is no output.");
        if (!Enum.IsDefined(Vectors)) throw new ArgumentOutOfRangeException(nameof(Vectors), Vectors, $"{Vectors} is no way to explain vectors.");
    }
}
