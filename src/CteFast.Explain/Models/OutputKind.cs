using System.Text.Json.Serialization;

namespace CteFast.Explain.Models;

/// <summary>What the outputs of a model are.</summary>
public enum OutputKind
{
    /// <summary>A quantity in units of its own, such as a price: what a regression predicts.</summary>
    [JsonStringEnumMemberName("value")]
    Value,

    /// <summary>What the trees of an ensemble sum to, before a link function turns it into the prediction.</summary>
    [JsonStringEnumMemberName("margin")]
    Margin,

    /// <summary>A probability between 0 and 1, such as that of a class.</summary>
    [JsonStringEnumMemberName("probability")]
    Probability,
}
