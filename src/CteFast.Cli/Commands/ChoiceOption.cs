using System.CommandLine;
using System.CommandLine.Parsing;
using CteFast.Cli.Shell;

namespace CteFast.Cli.Commands;

/// <summary>Options that take one of a few words.</summary>
internal static class ChoiceOption
{
    /// <summary>An option whose words stand for values; without it, the value of the first, which must be the type's default: help would show any other as C# does.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="description">What it chooses; the words are listed after it.</param>
    /// <param name="choices">Words and their values, the default first.</param>
    public static Option<T> Create<T>(string name, string description, params (string Word, T Value)[] choices)
    {
        string[] words = [.. choices.Select(choice => choice.Word)];
        Option<T> option = new(name)
        {
            Description = $"{description}: {string.Join(", ", words)} [default: {words[0]}]",
            HelpName = name.TrimStart('-').ToUpperInvariant(),
            CustomParser = result => Parse(result, name, choices),
        };
        option.CompletionSources.Clear();      // an enumeration's would be the names in C#
        option.CompletionSources.Add(words);
        return option;
    }

    private static T Parse<T>(ArgumentResult result, string name, (string Word, T Value)[] choices)
    {
        string text = result.Tokens[0].Value;
        foreach ((string word, T value) in choices)
        {
            if (word == text) return value;
        }

        result.AddError($"{name} takes {string.Join(", ", choices.Select(choice => choice.Word))}, not {InputException.Quote(text)}");
        return choices[0].Value;
    }
}
