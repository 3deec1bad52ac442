using System.Globalization;

namespace CteFast.Cli.Render;

/// <summary>Text that fits a width: cut at its end; or, where different names would then look the same, cut in the middle so that they still differ.</summary>
/// <remarks>Whatever measures the room: columns of a terminal or pixels of a picture. Never cut inside a character.</remarks>
internal static class ShortText
{
    private const string Ellipsis = "…";
    private const int MostMarks = 3, MostRounds = 2 * MostMarks, LongestWord = 12;

    /// <summary>The text, or its beginning and an ellipsis.</summary>
    /// <param name="text">The text.</param>
    /// <param name="room">The most room.</param>
    /// <param name="width">The room that a text takes.</param>
    public static string Cut(string text, double room, Func<string, double> width)
        => width(text) <= room ? text : Head(text, room - width(Ellipsis), width) + Ellipsis;

    /// <summary>Shortened names that still differ, as far as the width allows.</summary>
    /// <param name="names">The names.</param>
    /// <param name="room">The most room of each.</param>
    /// <param name="width">The room that a text takes.</param>
    public static string[] CutApart(IReadOnlyList<string> names, Func<int, double> room, Func<string, double> width)
    {
        string[] cut = [.. names.Select((name, i) => Cut(name, room(i), width))];
        SortedSet<int>[] marks = [.. names.Select(_ => new SortedSet<int>())];
        // Names cut alike show where they part; as that may make them like others, all are looked at again.
        for (int round = 0; round < MostRounds; round++)
        {
            foreach (IGrouping<string, int> alike in Enumerable.Range(0, cut.Length).GroupBy(i => cut[i], StringComparer.Ordinal).ToArray())
            {
                int[] group = [.. alike];
                if (group.All(i => names[i] == names[group[0]])) continue;
                int parting = Shared([.. group.Select(i => names[i])]), word = WordStart(names[group[0]], parting);
                foreach (int i in group)
                {
                    if (Mark(marks[i], word, parting)) cut[i] = CutAround(names[i], [.. marks[i]], room(i), width);
                }
            }
        }

        return cut;
    }

    /// <summary>Marks the word in which a name parts from others, or where that is marked in vain, the very place. Returns whether that is new.</summary>
    private static bool Mark(SortedSet<int> marks, int word, int parting)
    {
        if (!marks.Contains(word)) return !marks.Contains(parting) && marks.Count < MostMarks && marks.Add(word);
        if (!marks.Add(parting)) return false;
        marks.Remove(word);
        return true;
    }

    /// <summary>The beginning, and what follows from every mark: from the last one all to the end, if there is room for it.</summary>
    private static string CutAround(string name, int[] marks, double room, Func<string, double> width)
    {
        double ellipsis = width(Ellipsis), each = (room - marks.Length * ellipsis) / (marks.Length + 1);
        string tail = Tail(name, each, width);
        bool hasTail = name.Length - tail.Length <= marks[^1];
        if (!hasTail) each = (room - (marks.Length + 1) * ellipsis) / (marks.Length + 1);
        string rest = "";
        for (int i = 0; i < marks.Length; i++)
            rest += Ellipsis + (hasTail && i == marks.Length - 1 ? tail : Head(name[marks[i]..], each, width));
        if (!hasTail) rest += Ellipsis;
        return each <= 0 ? Cut(name, room, width) : Head(name, room - width(rest), width) + rest;
    }

    private static string Head(string text, double room, Func<string, double> width)
    {
        int end = 0;
        foreach (int next in Ends(text))
        {
            if (width(text[..next]) > room) break;
            end = next;
        }

        return text[..end];
    }

    private static string Tail(string text, double room, Func<string, double> width)
    {
        int start = text.Length;
        foreach (int before in Enumerable.Reverse(StringInfo.ParseCombiningCharacters(text)))
        {
            if (width(text[before..]) > room) break;
            start = before;
        }

        return text[start..];
    }

    /// <summary>Where the characters that all names begin with end.</summary>
    private static int Shared(string[] names)
    {
        int shared = 0;
        foreach (int end in Ends(names[0]))
        {
            if (!names.All(name => name.AsSpan().StartsWith(names[0].AsSpan(0, end), StringComparison.Ordinal))) break;
            shared = end;
        }

        return shared;
    }

    /// <summary>Where the word at a place begins, unless it is a long one.</summary>
    private static int WordStart(string name, int place)
    {
        int start = place;
        while (start > 0 && start <= name.Length && char.IsLetterOrDigit(name[start - 1])) start--;
        return place - start <= LongestWord ? start : place;
    }

    private static IEnumerable<int> Ends(string text) => StringInfo.ParseCombiningCharacters(text).Skip(1).Append(text.Length);
}
