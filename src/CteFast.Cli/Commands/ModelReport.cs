using CteFast.Cli.Render;
using CteFast.Cli.Shell;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Linear;
using CteFast.Explain.Models.Trees;

namespace CteFast.Cli.Commands;

/// <summary>A model file in lines, and as JSON.</summary>
internal sealed class ModelReport(string name, IModel model)
{
    private readonly TreeEnsemble? _trees = model as TreeEnsemble;
    private readonly ModelInfo? _info = (model as TreeEnsemble)?.Info ?? (model as LinearModel)?.Info;

    private string Kind => model is TreeEnsemble ? "trees" : model is LinearModel ? "linear" : "network";

    /// <summary>Writes the lines.</summary>
    public void Write(Terminal terminal)
    {
        void Line(string what, string value) => terminal.Out.WriteLine(InputException.OneLine($"{what,-11}{value}"));
        Line("model", name);
        if (_info is { } info)
        {
            Line("library", $"{info.Library} {info.Version}".Trim() is { Length: > 0 } library ? library : "not known");
            Line("objective", info.Objective.Length > 0 ? info.Objective : "not known");
            Line("link", LinkText(info.Link));
            if (_trees is null) Line("kind", Kind);
            else Line("trees", info.TreesUsed == info.TreesInFile ? $"{info.TreesUsed}" : $"{info.TreesUsed} of {info.TreesInFile} in the file");
        }
        else
        {
            Line("kind", Kind);
        }

        Line("outputs", $"{model.OutputCount}");
        Line("features", model.FeatureNames.Count > 0 ? $"{model.FeatureCount}: {InputException.List(model.FeatureNames)}" : $"{model.FeatureCount}, without names");
        for (int j = 0; j < _trees?.FeatureLevels.Count; j++)
        {
            if (_trees.FeatureLevels[j] is { } levels)
                Line("levels", $"{(model.FeatureNames.Count > 0 ? model.FeatureNames[j] : $"feature {j}")}: {InputException.List(levels)}");
        }

        foreach (string note in _info?.Notes ?? []) Line("note", note);
    }

    /// <summary>The same as JSON.</summary>
    public string Json() => JsonText.Render(json =>
    {
        json.WriteString("model", name);
        json.WriteString("kind", Kind);
        if (_info is { } info)
        {
            json.WriteString("library", info.Library);
            json.WriteString("version", info.Version);
            json.WriteString("objective", info.Objective);
            json.WriteString("link", info.Link.ToString().ToLowerInvariant());
            json.WriteNumber("treesUsed", info.TreesUsed);
            json.WriteNumber("treesInFile", info.TreesInFile);
        }

        json.WriteNumber("outputs", model.OutputCount);
        json.WriteStartArray("features");
        for (int j = 0; j < model.FeatureCount; j++)
        {
            json.WriteStartObject();
            json.WriteString("name", model.FeatureNames.Count > 0 ? model.FeatureNames[j] : "");
            if (_trees?.FeatureLevels is { Count: > 0 } all && all[j] is { } levels)
            {
                json.WriteStartArray("levels");
                foreach (string level in levels) json.WriteStringValue(level);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("notes");
        foreach (string note in _info?.Notes ?? []) json.WriteStringValue(note);
        json.WriteEndArray();
    });

    private static string LinkText(TreeEnsembleLink link) => link switch
    {
        TreeEnsembleLink.Identity => "none: the margin is the prediction",
        TreeEnsembleLink.Logistic => "logistic: margins are log-odds",
        TreeEnsembleLink.Softmax => "softmax: margins are log-weights of classes",
        TreeEnsembleLink.LogisticShare => "logistic, divided by the sum over classes: margins are log-odds of each class against all others",
        TreeEnsembleLink.Exponential => "exponential: margins are logarithms",
        TreeEnsembleLink.Softplus => "log(1 + exp(margin))",
        TreeEnsembleLink.SignedSquare => "sign(margin) · margin²",
        _ => "1 where the margin is positive, else 0",
    };
}
