using System.CommandLine;
using CteFast.Cli.Shell;

namespace CteFast.Cli.Commands;

/// <summary><c>ctefast completion</c>: a script after which the shell completes commands, options and their values.</summary>
internal static class CompletionCommand
{
    /// <summary>The hidden command that the scripts run.</summary>
    private const string Ask = "complete";

    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] =
            $$"""
            _ctefast() {
                local IFS=$'\n'
                COMPREPLY=($(ctefast {{Ask}} "$COMP_LINE" "$COMP_POINT" 2>/dev/null))
            }
            complete -o default -F _ctefast ctefast
            """,
        ["zsh"] =
            $$"""
            _ctefast() {
                local -a words_found
                words_found=("${(@f)$(ctefast {{Ask}} "$BUFFER" "$CURSOR" 2>/dev/null)}")
                if [[ -n "$words_found" ]]; then compadd -a words_found; else _files; fi
            }
            compdef _ctefast ctefast
            """,
        ["fish"] =
            $$"""
            complete -c ctefast -a '(ctefast {{Ask}} (commandline -cp) (string length (commandline -cp)) 2>/dev/null)'
            """,
        ["powershell"] =
            $$"""
            Register-ArgumentCompleter -Native -CommandName ctefast -ScriptBlock {
                param($word, $ast, $position)
                ctefast {{Ask}} "$ast" $position 2>$null | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
            }
            """,
    };

    /// <summary>The command that prints a script.</summary>
    public static Command Create(Terminal terminal)
    {
        Argument<string> shell = new("SHELL") { Description = string.Join(", ", Scripts.Keys), HelpName = "SHELL" };
        shell.CompletionSources.Add([.. Scripts.Keys]);
        shell.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: string text }] && !Scripts.ContainsKey(text))
                result.AddError($"completion takes {string.Join(", ", Scripts.Keys)}, not {InputException.Quote(text)}");
        });
        Command command = new ExampleCommand("completion", "Print a script that makes a shell complete ctefast", "eval \"$(ctefast completion bash)\"") { shell };
        command.SetAction(parsed => terminal.Out.Write(Scripts[parsed.GetRequiredValue(shell)] + "\n"));
        return command;
    }

    /// <summary>The hidden command that the scripts call with the line typed and the cursor's place in it; prints a word a line.</summary>
    /// <param name="root">The whole command.</param>
    /// <param name="terminal">Where the words are printed.</param>
    public static Command CreateAsked(Command root, Terminal terminal)
    {
        Argument<string> line = new("LINE"), position = new("POSITION");
        Command command = new(Ask, "The words that may stand at a place of a line") { line, position };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            string text = parsed.GetRequiredValue(line);
            int cursor = int.TryParse(parsed.GetRequiredValue(position), out int at) ? Math.Clamp(at, 0, text.Length) : text.Length;
            text = text[..cursor];
            int name = text.IndexOf(' ');
            if (name < 0) return;

            string rest = text[(name + 1)..];
            foreach (string word in root.Parse(rest).GetCompletions(rest.Length).Select(completion => completion.Label).Where(IsOffered).Distinct())
                terminal.Out.WriteLine(word);
        });
        return command;
    }

    // Of the spellings of help, one is enough.
    private static bool IsOffered(string word) => word is not ("-?" or "-h" or "/?" or "/h");
}
