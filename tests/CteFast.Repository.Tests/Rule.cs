namespace CteFast.Repository.Tests;

/// <summary>A rule about the repository; it fails with all its offenders, one a line.</summary>
internal static class Rule
{
    public static void Holds(string rule, IEnumerable<string> offenders)
    {
        string[] found = [.. offenders];
        if (found.Length > 0)
            Assert.Fail(rule + Environment.NewLine + string.Join(Environment.NewLine, found));
    }
}
