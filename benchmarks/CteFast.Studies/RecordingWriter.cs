using System.Text;

namespace CteFast.Studies;

/// <summary>Passes text on to <paramref name="output"/>, and keeps it in <paramref name="record"/>.</summary>
internal sealed class RecordingWriter(TextWriter output, StringBuilder record) : TextWriter
{
    public override Encoding Encoding => output.Encoding;

    public override void Write(char value)
    {
        output.Write(value);
        record.Append(value);
    }

    public override void Write(string? value)
    {
        output.Write(value);
        record.Append(value);
    }

    public override void Flush() => output.Flush();
}
