namespace CteFast.Explain.Tests.Properties;

/// <summary>What a random model is made of.</summary>
internal enum ModelKind
{
    /// <summary>Products of up to three features, behind a delegate.</summary>
    Polynomial,

    /// <summary>A network with one hidden layer.</summary>
    Network,

    /// <summary>One to four trees an output.</summary>
    Trees,
}
