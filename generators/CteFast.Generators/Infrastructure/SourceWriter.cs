using System.Text;

namespace CteFast.Generators.Infrastructure;

/// <summary>Writes indented source lines; always with <c>\n</c>, whatever the platform.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string line = "")
    {
        if (line.Length > 0) _text.Append(' ', 4 * _depth).Append(line);
        _text.Append('\n');
    }

    /// <summary>Opens a block, headed by a line or by nothing.</summary>
    public void Open(string line = "")
    {
        if (line.Length > 0) Line(line);
        Line("{");
        _depth++;
    }

    public void Close(string suffix = "")
    {
        _depth--;
        Line("}" + suffix);
    }

    public override string ToString() => _text.ToString();
}
