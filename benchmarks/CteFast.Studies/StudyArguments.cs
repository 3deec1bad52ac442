using System.Text;

namespace CteFast.Studies;

/// <summary>The options of a study.</summary>
/// <param name="Study">The study's name.</param>
/// <param name="Quick">Fewer repetitions of smaller things.</param>
/// <param name="Data">The folder of the real sets.</param>
/// <param name="Json">The file that receives the numbers, <c>-</c> for standard output, or null.</param>
/// <param name="Update">Whether what is printed replaces what the measurements show of this study.</param>
internal sealed record StudyArguments(string Study, bool Quick, string Data, string? Json, bool Update)
{
    private const string StandardOutput = "-";
    private readonly StringBuilder _printed = new();

    /// <summary>Reads the options of the study called <paramref name="study"/>.</summary>
    public static StudyArguments Parse(string study, ReadOnlySpan<string> options)
    {
        bool quick = false, update = false;
        string? data = null, json = null;
        while (!options.IsEmpty)
        {
            switch (options)
            {
                case ["--quick", ..]:
                    quick = true;
                    options = options[1..];
                    break;
                case ["--update", ..]:
                    update = true;
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
                    throw new StudyException($"{study} has no option {options[0]}; it has --quick, --data DIR, --json FILE and --update");
            }
        }

        if (quick && update) throw new StudyException("--update writes the numbers of a whole run, not of --quick");
        data ??= RepositoryFolder.Find("tests", "data", "real");
        if (!Directory.Exists(data)) throw new StudyException($"--data {data}: there is no such folder");
        if (json is not null and not StandardOutput && (Directory.Exists(json) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(json)))))
            throw new StudyException($"--json {json}: name a file in a folder that exists");
        return new StudyArguments(study, quick, data, json, update);
    }

    /// <summary>Where the tables go: standard error when the JSON goes to standard output.</summary>
    public TextWriter Output()
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        TextWriter output = Json == StandardOutput ? Console.Error : Console.Out;
        return Update ? new RecordingWriter(output, _printed) : output;
    }

    /// <summary>Writes the numbers, and what has been printed, where the options say.</summary>
    public void Finish(string json)
    {
        if (Update) Measurements.Replace(Study, _printed.ToString());
        if (Json == StandardOutput) Console.Out.Write(json + "\n");
        else if (Json is not null) File.WriteAllText(Json, json + "\n");
    }
}
