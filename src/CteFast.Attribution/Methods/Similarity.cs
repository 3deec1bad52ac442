namespace CteFast.Attribution.Methods;

/// <summary>The similarity of two representations: of the vectors that the last hidden layer gives for two rows.</summary>
public enum Similarity
{
    /// <summary>The cosine of the angle between them.</summary>
    Cosine,

    /// <summary>Their scalar product.</summary>
    Dot,

    /// <summary>Their Euclidean distance, negated.</summary>
    NegativeDistance,
}
