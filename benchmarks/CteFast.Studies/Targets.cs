namespace CteFast.Studies;

/// <summary>What a study was to reach: judged as it is measured, the misses told at the end.</summary>
internal sealed class Targets
{
    private readonly List<(string Target, string Miss)> _missed = [];
    private int _count;

    /// <summary>Judges a number that is to be at least the target; bold when it is missed.</summary>
    public string AtLeast(string what, string where, double value, double target) =>
        Judge(value >= target, FormattableString.Invariant($"{what}, at least {target}"), where, value);

    /// <summary>Judges a number that is to be at most the target; bold when it is missed.</summary>
    public string AtMost(string what, string where, double value, double target) =>
        Judge(value <= target, FormattableString.Invariant($"{what}, at most {target}"), where, value);

    /// <summary>Prints how many targets were reached, and the others.</summary>
    public void Print(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"{_count - _missed.Count} of {_count} targets reached.{(_missed.Count > 0 ? " Missed:" : "")}");
        if (_missed.Count > 0) output.WriteLine();
        foreach (IGrouping<string, string> target in _missed.GroupBy(missed => missed.Target, missed => missed.Miss))
            output.WriteLine($"- {target.Key}: {string.Join("; ", target)}");
    }

    private string Judge(bool isReached, string target, string where, double value)
    {
        _count++;
        string text = MarkdownTable.Ratio(value);
        if (isReached) return text;
        _missed.Add((target, $"{text} for {where}"));
        return $"**{text}**";
    }
}
