namespace CteFast.Explain.Asking;

/// <summary>The row x that is explained and the background rows z, with the model's outputs for all of them.</summary>
internal readonly ref struct RowGame(Players players, Background background, ReadOnlySpan<double> backgroundOutputs, ReadOnlySpan<float> row, ReadOnlySpan<double> prediction)
{
    private readonly ReadOnlySpan<double> _backgroundOutputs = backgroundOutputs;

    /// <summary>The players.</summary>
    public Players Players => players;

    /// <summary>The background rows z.</summary>
    public Background Background => background;

    /// <summary>The row x.</summary>
    public ReadOnlySpan<float> Row { get; } = row;

    /// <summary>The outputs of x, k.</summary>
    public ReadOnlySpan<double> Prediction { get; } = prediction;

    /// <summary>The number of outputs, k.</summary>
    public int Outputs => Prediction.Length;

    /// <summary>The outputs of a background row, k.</summary>
    public ReadOnlySpan<double> OutputsOf(int z) => _backgroundOutputs.Slice(z * Outputs, Outputs);

    /// <summary>Writes the players in which x and a background row differ, in ascending order, and returns their number.</summary>
    public int Differing(int z, Span<int> destination) => players.Differing(Row, background.Row(z), destination);

    /// <summary>Copies a player's columns of x to a row.</summary>
    public void Give(int player, Span<float> target) => players.Give(player, Row, target);
}
