using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Models;

/// <summary>What a model file says about itself, and what reading it assumed or left out.</summary>
public sealed record ModelInfo
{
    /// <summary>The library that wrote the file, or the format where any library may have: XGBoost, LightGBM, CatBoost, ONNX.</summary>
    public string Library { get; init; } = "";

    /// <summary>The library's or the format's version, as the file has it; empty if it does not say.</summary>
    public string Version { get; init; } = "";

    /// <summary>The objective the model was trained for, as its library calls it; empty if that is not known.</summary>
    public string Objective { get; init; } = "";

    /// <summary>How margins become predictions.</summary>
    public TreeEnsembleLink Link { get; init; }

    /// <summary>The trees of the file that are used.</summary>
    public int TreesUsed { get; init; }

    /// <summary>The trees that the file holds.</summary>
    public int TreesInFile { get; init; }

    /// <summary>What was assumed or left out, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
