namespace CteFast.Explain.Trees.Tables;

/// <summary>The upper triangle of a matrix of interactions, line by line.</summary>
internal static class InteractionTriangle
{
    /// <summary>Subtracts from each feature's value on the diagonal its interactions. Its main effect is left, and each line of the matrix sums to a value.</summary>
    public static void KeepMainEffects(Span<double> triangle, int count)
    {
        for (int i = 0; i < count; i++)
        {
            for (int j = i + 1; j < count; j++)
            {
                double pair = triangle[At(i, j, count)];
                triangle[At(i, i, count)] -= pair;
                triangle[At(j, j, count)] -= pair;
            }
        }
    }

    public static int At(int row, int column, int count) => row * count - row * (row - 1) / 2 + column - row;
}
