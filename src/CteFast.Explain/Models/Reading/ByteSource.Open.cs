namespace CteFast.Explain.Models.Reading;

internal sealed partial class ByteSource
{
    /// <summary>Opens a file.</summary>
    public static ByteSource Open(string path) =>
        new(new FileStream(path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan }), path);
}
