using System.Text;

namespace CteFast.Studies;

/// <summary>The options of a study.</summary>
/// <param name="Quick">Fewer repetitions of smaller things.</param>
/// <param name="Data">The folder of the real sets.</param>
/// <param name="Json">The file that receives the numbers, <c>-</c> for standard output, or null.</param>
internal sealed record StudyArguments(bool Quick, string Data, string? Json)
{
    private const string StandardOutput = "-";

    /// <summary>Reads the options of the study called <paramref name="study"/>.</summary>
    public static StudyArguments Parse(string study, ReadOnlySpan<string> options)
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
                    throw new StudyException($"{study} has no option {options[0]}; it has --quick, --data DIR and --json FILE");
            }
        }

        data ??= RepositoryFolder.Find("tests", "data", "real");
        if (!Directory.Exists(data)) throw new StudyException($"--data {data}: there is no such folder");
        if (json is not null and not StandardOutput && (Directory.Exists(json) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(json)))))
            throw new StudyException($"--json {json}: name a file in a folder that exists");
        return new StudyArguments(quick, data, json);
    }

    /// <summary>Where the tables go: standard error when the JSON goes to standard output.</summary>
    public TextWriter Output()
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return Json == StandardOutput ? Console.Error : Console.Out;
    }

    /// <summary>Writes the numbers where the options say, if anywhere.</summary>
    public void WriteJson(string json)
    {
        if (Json == StandardOutput) Console.Out.Write(json + "\n");
        else if (Json is not null) File.WriteAllText(Json, json + "\n");
    }
}
