namespace CteFast.Studies.Compression;

/// <summary>The options of the compression study.</summary>
/// <param name="Quick">Fewer repetitions and a smaller large input.</param>
/// <param name="Data">The folder of the real sets.</param>
/// <param name="Json">The file that receives the numbers, <c>-</c> for standard output, or null.</param>
internal sealed record CompressionArguments(bool Quick, string Data, string? Json)
{
    public const string StandardOutput = "-";

    public static CompressionArguments Parse(ReadOnlySpan<string> options)
    {
        bool quick = false;
        string? data = null, json = null;
        while (!options.IsEmpty)
        {
            switch (options)
            {
                case ["--quick", ..]:
                    quick = true;
                    options = options[1..];
                    break;
                case ["--data", var value, ..]:
                    data = value;
                    options = options[2..];
                    break;
                case ["--json", var value, ..]:
                    json = value;
                    options = options[2..];
                    break;
                case ["--data" or "--json", ..]:
                    throw new StudyException($"{options[0]} needs a value");
                default:
                    throw new StudyException($"compression has no option {options[0]}; it has --quick, --data DIR and --json FILE");
            }
        }

        data ??= RepositoryFolder.Find("tests", "data", "real");
        if (!Directory.Exists(data)) throw new StudyException($"--data {data}: there is no such folder");
        if (json is not null and not StandardOutput && (Directory.Exists(json) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(json)))))
            throw new StudyException($"--json {json}: name a file in a folder that exists");
        return new CompressionArguments(quick, data, json);
    }
}
