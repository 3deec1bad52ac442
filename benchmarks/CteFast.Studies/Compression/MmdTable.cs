namespace CteFast.Studies.Compression;

/// <summary>How well the coresets of the speed table stand for their inputs.</summary>
internal static class MmdTable
{
    public static void Print(TextWriter output, List<SpeedCase> cases)
    {
        var table = new MarkdownTable(output, "**MMD** of the same coresets to all n rows, mean over seeds, not refined.",
            "n", "d", "MMD", "goodpoints' MMD", "ours / theirs", "uniform's MMD", "ours / uniform's");
        foreach (SpeedCase c in cases.Where(c => c.Threads == 1))
        {
            double? peer = Published.Goodpoints(c.N, c.D)?.Mmd;
            table.Row(MarkdownTable.Count(c.N), $"{c.D}", MarkdownTable.Number(c.Mmd), peer is { } mmd ? MarkdownTable.Number(mmd) : "",
                peer is { } divisor ? MarkdownTable.Ratio(c.Mmd / divisor) : "", MarkdownTable.Number(c.MmdUniform), MarkdownTable.Ratio(c.Mmd / c.MmdUniform));
        }
    }
}
