using Spectre.Console;

namespace CteFast.Cli.Render;

/// <summary>The consoles tables and progress are drawn on.</summary>
internal static class ResultConsole
{
    /// <summary>Standard output at the terminal's width, coloured where it shows colours.</summary>
    public static IAnsiConsole Of(Terminal terminal) => Create(terminal.Out, terminal.Width, terminal.Color);

    /// <summary>Standard error, a terminal.</summary>
    public static IAnsiConsole OfProgress(Terminal terminal) => Create(terminal.Error, terminal.Width, ansi: true);

    private static IAnsiConsole Create(TextWriter writer, int width, bool ansi)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = ansi ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = ansi ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = ansi ? InteractionSupport.Yes : InteractionSupport.No,
        });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
