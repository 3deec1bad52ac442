using CteFast.Cli.Shell;
using Spectre.Console;

namespace CteFast.Cli.Render;

/// <summary>The console tables are drawn on.</summary>
internal static class ResultConsole
{
    /// <summary>Standard output at the terminal's width, coloured where it shows colours.</summary>
    public static IAnsiConsole Of(Terminal terminal)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(terminal.Out),
            Ansi = terminal.Color ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = terminal.Color ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = terminal.Width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
