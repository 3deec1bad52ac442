namespace CteFast.Explain.Trees.Tables;

/// <summary>The upper triangle of a matrix of interactions, row by row.</summary>
internal static class InteractionTriangle
{
    /// <summary>Takes from each feature's value on the diagonal its interactions: what is left is its main effect, and rows of the matrix add up to the values.</summary>
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
