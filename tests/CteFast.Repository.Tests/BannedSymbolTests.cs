using System.Text.RegularExpressions;

namespace CteFast.Repository.Tests;

/// <summary>What would make results depend on more than their seed, or the libraries on more than what they are given.</summary>
public sealed class BannedSymbolTests
{
    /// <summary>A pattern that no line of code matches, and why.</summary>
    public static TheoryData<string, string> Everywhere => new()
    {
        { @"\bRandom\.Shared\b|\bnew Random\(\)|\bRandom \w+ = new\(\)", "results follow from a seed" },
        { @"\b(DateTime|DateTimeOffset)\.(Now|Today)\b", "local time differs by machine; Stopwatch measures" },
        { @"\bEnvironment\.TickCount(64)?\b", "Stopwatch measures" },
        { @"\bThread\.(Sleep|Abort)\b", "nothing waits for time to pass" },
        { @"\bGC\.(Collect|WaitForPendingFinalizers)\b", "memory is the runtime's" },
        { @"\bBinaryFormatter\b", "reading must not run code" },
        { @"\bdynamic\b", "it needs code made at run time" },
    };

    /// <summary>What the tool may use, but no library.</summary>
    public static TheoryData<string, string> Libraries => new()
    {
        { @"\bSystem\.Reflection\b(?!\.Metadata)|\.GetType\(\)|\bActivator\.|\bAssembly\.Get|\.GetManifestResource|\btypeof\([^)]*\)\.(?!IsValueType\b|Name\b|TypeHandle\b)", "libraries use no reflection" },
        { @"\bSystem\.Linq\.Expressions\b|\bReflection\.Emit\b", "libraries make no code at run time" },
        { @"\bConsole\.", "libraries do not print" },
        { @"\bEnvironment\.(Exit|FailFast|GetEnvironmentVariable|SetEnvironmentVariable)\b", "what a library does is said by its arguments" },
        { @"\bProcess\.Start\b|\bHttpClient\b", "libraries compute; they start and fetch nothing" },
    };

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void Product_Code_DoesNotUse(string pattern, string why) => IsNotUsed(pattern, why, "src", "generators");

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Library_Code_DoesNotUse(string pattern, string why) => IsNotUsed(pattern, why, "src/CteFast", "src/CteFast.Explain", "src/CteFast.Attribution", "src/CteFast.Tables");

    /// <summary>The patterns are tried on the code they are made for: one that matches nothing would say nothing.</summary>
    [Theory]
    [InlineData("int x = Random.Shared.Next();")]
    [InlineData("Random random = new();")]
    [InlineData("long now = DateTime.Now.Ticks;")]
    [InlineData("Thread.Sleep(1);")]
    [InlineData("dynamic model = rows;")]
    public void Everywhere_Pattern_MatchesWhatItBans(string line) => Assert.Contains(Everywhere, row => Regex.IsMatch(line, (string)row[0]));

    [Theory]
    [InlineData("using System.Reflection;")]
    [InlineData("object made = Activator.CreateInstance(type);")]
    [InlineData("string name = model.GetType().Name;")]
    [InlineData("var methods = typeof(Kernel).GetMethods();")]
    [InlineData("Console.WriteLine(rows);")]
    [InlineData("string? threads = Environment.GetEnvironmentVariable(\"THREADS\");")]
    public void Libraries_Pattern_MatchesWhatItBans(string line) => Assert.Contains(Libraries, row => Regex.IsMatch(line, (string)row[0]));

    private static void IsNotUsed(string pattern, string why, params string[] folders)
        => Rule.Holds($"Not in the product, as {why}: {pattern}",
            from file in SourceTree.CSharp(folders)
            from code in file.Code
            where Regex.IsMatch(code.Line, pattern)
            select $"{file.Path}({code.Number}): {code.Line.Trim()}");
}
