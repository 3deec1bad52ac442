namespace CteFast.Explain;

/// <summary>How well the background rows stand for the data they were chosen from.</summary>
/// <param name="Count">The number of background rows used.</param>
/// <param name="InputCount">The number of rows they were chosen from.</param>
/// <param name="SquaredMmd">The squared MMD between the rows used and the rows they were chosen from, on standardised features.</param>
/// <param name="SquaredMmdUniform">The expected squared MMD of a uniform sample of the same size.</param>
public sealed record BackgroundQuality(int Count, int InputCount, double SquaredMmd, double SquaredMmdUniform)
{
    /// <summary>The number of background rows given or asked for; more than <see cref="Count"/> where the budget did not pay for all of them.</summary>
    public int GivenCount { get; init; } = Count;

    /// <summary>The MMD, √<see cref="SquaredMmd"/>.</summary>
    public double Mmd => Math.Sqrt(SquaredMmd);

    /// <summary>The root-mean-square MMD of a uniform sample of the same size.</summary>
    public double MmdUniform => Math.Sqrt(SquaredMmdUniform);
}
