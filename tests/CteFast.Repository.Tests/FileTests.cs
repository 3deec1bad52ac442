using System.Text.RegularExpressions;

namespace CteFast.Repository.Tests;

/// <summary>Small files of one concern each, nothing switched off in silence, nothing left unfinished.</summary>
public sealed partial class FileTests
{
    private const int MaxLines = 350;

    [Fact]
    public void Files_Lines_AreFew()
        => Rule.Holds($"A file has at most {MaxLines} lines:",
            from file in SourceTree.CSharp(SourceTree.Folders)
            where file.Lines.Length > MaxLines
            select $"{file.Path}: {file.Lines.Length}");

    [Fact]
    public void Files_Names_SayWhatIsInThem()
        => Rule.Holds("A file's name says what is in it:",
            SourceTree.CSharp(SourceTree.Folders).Select(file => file.Path).Where(path => EmptyName().IsMatch(Path.GetFileName(path))));

    [Fact]
    public void Pragma_WarningDisable_SaysWhy()
        => Rule.Holds("A switched-off warning has a comment on its line or the line before:",
            from file in SourceTree.CSharp(SourceTree.Folders)
            from code in file.Code
            where PragmaDisable().IsMatch(code.Line) && !code.Line.Contains("//", StringComparison.Ordinal)
                && (code.Number == 1 || !file.Lines[code.Number - 2].Contains("//", StringComparison.Ordinal))
            select $"{file.Path}({code.Number}): {code.Line.Trim()}");

    [Fact]
    public void Files_Text_IsFinished()
        => Rule.Holds("Nothing is left for later in the code:",
            from file in SourceTree.CSharp(SourceTree.Folders)
            where file.Folder != "tests/CteFast.Repository.Tests"
            from line in file.Lines
            where Unfinished().IsMatch(line)
            select $"{file.Path}: {line.Trim()}");

    /// <summary>The compiler asks for a comment on every public member; this asks that it says how work that can be stopped ends.</summary>
    [Fact]
    public void Comments_OfWorkThatCanBeStopped_NameTheException()
        => Rule.Holds("Where a cancellation token is documented, so is OperationCanceledException:",
            from file in SourceTree.CSharp("src/CteFast", "src/CteFast.Explain", "src/CteFast.Attribution", "src/CteFast.Tables")
            from Match comment in Comment().Matches(file.Text.ReplaceLineEndings("\n"))
            where comment.Value.Contains("name=\"cancellationToken\"", StringComparison.Ordinal) && !comment.Value.Contains("OperationCanceledException", StringComparison.Ordinal)
            select $"{file.Path}: {comment.Value.Split('\n')[0].Trim()}");

    [GeneratedRegex("Util|Manager|Helper")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"^\s*#pragma\s+warning\s+disable\b")]
    private static partial Regex PragmaDisable();

    [GeneratedRegex(@"(^ *///.*\n)+", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|NotImplementedException)\b")]
    private static partial Regex Unfinished();
}
