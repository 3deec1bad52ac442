using CteFast.Data;

namespace CteFast.Explain;

/// <summary>An explanation of typed rows.</summary>
/// <typeparam name="TRow">The rows' type.</typeparam>
public sealed class RowExplanation<TRow>
    where TRow : IFeatureRow<TRow>
{
    private readonly int[] _players;

    internal RowExplanation(Explanation explanation, int[] players) => (Explanation, _players) = (explanation, players);

    /// <summary>The explanation, with all that it says of the rows.</summary>
    public Explanation Explanation { get; }

    /// <summary>What a feature is and does in a row; for a feature of a group, what the group does.</summary>
    /// <param name="feature">The feature, such as <c>Loan.Features.City</c>.</param>
    /// <param name="row">The row, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ExplainedFeature For(RowFeature<TRow> feature, int row = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Explanation.RowCount);
        int player = _players[feature.Column];
        return new ExplainedFeature(Explanation.FeatureNames[player], Explanation.FeatureText(row, player), Explanation.Values(row)[player], Explanation.StandardErrors(row)[player]);
    }
}
