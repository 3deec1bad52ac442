using System.Text;
using CteFast.Cli.Read;

namespace CteFast.Cli.Tests.Read;

/// <summary>Files that are texts.</summary>
internal static class CsvText
{
    public static CsvFile File(string text, CancellationToken cancellationToken = default)
        => new("data.csv", () => new MemoryStream(Encoding.UTF8.GetBytes(text)), cancellationToken);
}
