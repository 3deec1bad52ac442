using CteFast.Explain.Models;
using CteFast.Explain.Models.Reading;
using CteFast.Explain.Models.Reading.Catboost;
using CteFast.Explain.Models.Reading.LightGbm;
using CteFast.Explain.Models.Reading.Xgboost;
using CteFast.Explain.Models.Trees;

namespace CteFast.Generators.Trees;

/// <summary>Reads a model file of any format that is a text: the compiler gives a generator no other files.</summary>
internal static class ModelFile
{
    /// <summary>Reads the trees of a file.</summary>
    /// <exception cref="ModelFormatException">They cannot be read.</exception>
    public static TreeEnsembleParts Read(byte[] utf8, string name)
    {
        ByteSource source = ByteSource.Of(utf8, name);
        ReadOnlySpan<byte> start = source.Peek(OtherFile.Length);
        if (OtherFile.Describe(start) is { } other) throw new ModelFormatException(name, "", other);
        return LightGbmText.IsLightGbm(start) ? LightGbmFile.Read(source) : ValueReader.Read(source, Read);
    }

    /// <summary>The place that a message is about, in bytes: of a JSON path as far as the file has it, or the beginning of a line.</summary>
    public static int Find(byte[] utf8, string location)
    {
        string[] words = location.Split(' ');
        if (words.Length >= 2 && int.TryParse(words[1].TrimEnd(','), out int number))
        {
            if (words[0] == "byte") return number;
            int start = 0;
            for (int line = 1; words[0] == "line" && line < number && start < utf8.Length; line++) start += utf8.AsSpan(start).IndexOf((byte)'\n') + 1;
            return start;
        }

        int found = 0;
        try
        {
            var reader = new JsonTextReader(ByteSource.Of(utf8, ""));
            reader.ReadFile(file =>
            {
                Visit("");
                return true;

                void Visit(string path)
                {
                    found = (int)reader.Start;
                    if (file.Kind == ValueKind.Object) file.Members(name => Step(path.Length == 0 ? name : $"{path}.{name}"));
                    int item = 0;
                    if (file.Kind == ValueKind.Array) file.Items(() => Step($"{path}[{item++}]"));
                }

                void Step(string path)
                {
                    if (location == path || (location.StartsWith(path, StringComparison.Ordinal) && location[path.Length] is '.' or '[')) Visit(path);
                }
            });
        }
        catch (ModelFormatException)
        {
            // The file goes wrong behind the place, which is found by then.
        }

        return found;
    }

    private static TreeEnsembleParts Read(ValueReader file)
    {
        ValueKind kind = file.Kind;
        var members = new HashSet<string>();
        var trees = new XgboostFile(file);
        var symmetric = new CatboostFile(file);
        if (kind == ValueKind.Object)
        {
            file.Members(name =>
            {
                members.Add(name);
                if (!trees.Read(name)) symmetric.Read(name);
            });
        }

        return trees.HasLearner ? trees.BuildTrees()
            : symmetric.HasTrees ? symmetric.BuildTrees()
            : throw file.Fault(OtherFile.DescribeJson(kind, members)
                ?? "not a model that can be compiled; XGBoost's save_model (JSON), LightGBM's save_model and CatBoost's save_model (format=\"json\") are");
    }
}
