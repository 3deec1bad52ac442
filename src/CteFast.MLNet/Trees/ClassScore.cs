namespace CteFast.MLNet.Trees;

/// <summary>How the scores of classes are made from their margins.</summary>
internal enum ClassScore
{
    /// <summary>They are the margins.</summary>
    Sum,

    /// <summary>Exponentials over their sum.</summary>
    Softmax,

    /// <summary>Probabilities, each of its class against the rest, over their sum.</summary>
    Share,
}
