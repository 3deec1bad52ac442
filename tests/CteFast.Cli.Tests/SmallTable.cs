namespace CteFast.Cli.Tests;

/// <summary>A table of two columns of numbers and one of quoted text.</summary>
internal static class SmallTable
{
    public static string Create(int rows)
        => "a,b,name\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"{i * 7 % 11}.50,{i * 5 % 13},\"row, {i}\"\n"));
}
