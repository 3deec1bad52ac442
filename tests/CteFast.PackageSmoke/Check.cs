/// <summary>What must hold; the first thing that does not ends the program.</summary>
internal static class Check
{
    public static void Holds(bool isSo, string otherwise)
    {
        if (!isSo) throw new InvalidOperationException(otherwise);
    }
}
