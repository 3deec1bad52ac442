using CteFast.Explain.Models;

namespace CteFast.Studies.Explanations;

/// <summary>A set of data and a model of it: <c>NAME.csv</c> or <c>NAME_test.csv</c> with <c>NAME_mlp.json</c> or <c>NAME_xgb.json</c> beside it.</summary>
internal sealed record ModelCase(RealSet Set, string Kind, string ModelPath, IModel Model)
{
    private static readonly string[] Kinds = ["mlp", "xgb"];

    public string Name => $"{Set.Name} {Kind}";

    public float[] Data => Set.Rows;

    public int FeatureCount => Set.FeatureCount;

    /// <summary>The background rows that shap would take: 64, or 32 of many features; fewer where those would not pay for one ordering there and back.</summary>
    public int SharedRows => Math.Clamp(ModelRows / (2 * (FeatureCount - 1)), 1, DefaultSharedRows);

    /// <summary>The model rows of a row explained; unless set, those of shap's default budget, 500 evaluations over its background.</summary>
    public int ModelRows
    {
        get => field > 0 ? field : 500 * DefaultSharedRows;
        init;
    }

    private int DefaultSharedRows => FeatureCount <= 16 ? 64 : 32;

    /// <summary>The cases of a folder.</summary>
    public static List<ModelCase> ReadAll(string folder)
    {
        List<ModelCase> cases = [.. from set in RealSet.ReadAll(folder)
            from kind in Kinds
            let path = Path.Combine(folder, $"{set.Name}_{kind}.json")
            where File.Exists(path)
            select Read(set, kind, path)];
        return cases.Count > 0 ? cases : throw new StudyException($"{folder} holds no NAME_mlp.json or NAME_xgb.json beside a NAME.csv or NAME_test.csv");
    }

    /// <summary>Rows spread evenly over the data.</summary>
    public float[] Foreground(int count)
    {
        count = Math.Min(count, Set.Count);
        return [.. Enumerable.Range(0, count).SelectMany(i => Row((int)((long)i * Set.Count / count)))];
    }

    private float[] Row(int index) => Data[(index * FeatureCount)..((index + 1) * FeatureCount)];

    private static ModelCase Read(RealSet set, string kind, string path)
    {
        try
        {
            IModel model = ModelReader.ReadFile(path);
            return model.FeatureCount == set.FeatureCount ? new ModelCase(set, kind, path, model)
                : throw new StudyException($"{path} has {model.FeatureCount} features, the data of {set.Name} {set.FeatureCount}");
        }
        catch (ModelFormatException e)
        {
            throw new StudyException($"{path}: {e.Message}");
        }
    }
}
