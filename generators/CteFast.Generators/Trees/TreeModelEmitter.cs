using System.Globalization;
using CteFast.Generators.Infrastructure;
using Microsoft.CodeAnalysis.CSharp;

namespace CteFast.Generators.Trees;

/// <summary>Writes the other half of a class with <c>[TreeModel]</c>: an <c>ITreeModel</c> whose trees are data of the program.</summary>
internal static class TreeModelEmitter
{
    private const int Together = 8;        // trees that a row walks together, to hide the latency of a step
    private const int ValuesPerLine = 16;
    private const string Namespace = "global::CteFast.Explain.Models.";

    public static string HintName(TreeModelSpec spec) => GeneratedFile.HintName(spec.Target.Namespace, spec.Target.Name);

    public static string Emit(TreeModelSpec spec)
    {
        TreeModel model = spec.Model;
        FullTreeLayout? layout = FullTreeLayout.Of(model);
        var w = new SourceWriter();
        GeneratedFile.Begin(w, spec.Target.Namespace, "System.Collections.Generic", "System.Runtime.CompilerServices", "System.Runtime.InteropServices");
        w.Open($"partial class {GeneratedFile.Identifier(spec.Target.Name)} : {Namespace}Trees.ITreeModel");
        EmitMembers(w, spec, layout);
        w.Open("private static class Compiled");
        EmitEnsemble(w, model);
        if (layout is not null) EmitRow(w, model, layout);
        EmitData(w, model, layout);
        w.Close();
        w.Close();
        return w.ToString();
    }

    private static void EmitMembers(SourceWriter w, TreeModelSpec spec, FullTreeLayout? layout)
    {
        TreeModel model = spec.Model;
        w.Line($"/// <summary>The {model.Sizes.Count} trees as the explainers take them; made from the program's own data when first asked for. Gives margins.</summary>");
        w.Line($"public static {Namespace}Trees.TreeEnsemble Ensemble => Compiled.Ensemble;");
        w.Line();
        w.Line($"{Namespace}Trees.TreeEnsemble {Namespace}Trees.ITreeModel.Trees => Compiled.Ensemble;");
        w.Line();
        w.Line("/// <inheritdoc/>");
        w.Line($"public int FeatureCount => {model.FeatureCount};");
        w.Line();
        w.Line("/// <inheritdoc/>");
        w.Line($"public int OutputCount => {model.BaseMargins.Count};");
        w.Line();
        w.Line("/// <inheritdoc/>");
        w.Line("public IReadOnlyList<string> FeatureNames => Ensemble.FeatureNames;");
        w.Line();
        w.Line("/// <inheritdoc/>");
        w.Line($"public {Namespace}OutputKind OutputKind => {Namespace}OutputKind.{(model.Options.Link == "Identity" ? "Value" : "Margin")};");
        w.Line();
        w.Line(layout is null ? "/// <summary>Predicts margins, through <see cref=\"Ensemble\"/>.</summary>"
            : "/// <summary>Predicts margins: a single row without missing values by code made for these trees, all else through <see cref=\"Ensemble\"/>; the same bits either way.</summary>");
        w.Line("/// <param name=\"rows\">Row-major features, rows x d; NaN means missing.</param>");
        w.Line("/// <param name=\"outputs\">Row-major outputs, rows x k, all written.</param>");
        w.Line("/// <exception cref=\"ArgumentException\">The spans do not fit the model: rows x d in, rows x k out.</exception>");
        w.Open("public void Predict(ReadOnlySpan<float> rows, Span<float> outputs)");
        if (layout is not null)
        {
            w.Line($"if (rows.Length == {model.FeatureCount} && outputs.Length == {model.BaseMargins.Count} && !Compiled.HasMissing(rows))");
            w.Line("    Compiled.PredictRow(rows, outputs);");
            w.Line("else");
            w.Line("    Ensemble.Predict(rows, outputs);");
        }
        else
        {
            w.Line("Ensemble.Predict(rows, outputs);");
        }

        w.Close();
        w.Line();
    }

    private static void EmitEnsemble(SourceWriter w, TreeModel model)
    {
        TreeModelOptions options = model.Options;
        w.Line($"public static readonly {Namespace}Trees.TreeEnsemble Ensemble = {Namespace}Trees.CompiledTrees.Create(");
        w.Line($"    {model.FeatureCount}, Sizes, Outputs, Splits, Values, Specials, Covers, LinearFeatures, LinearNumbers, DoubleSplits, BaseMargins,");
        w.Open($"    new {Namespace}Trees.TreeEnsembleOptions");
        w.Line($"Link = {Namespace}Trees.TreeEnsembleLink.{options.Link},");
        w.Line($"LinkScale = {Number(options.LinkScale)},");
        w.Line($"Objective = {Text(options.Objective)},");
        w.Line($"FeatureNames = {Texts(options.FeatureNames)},");
        if (options.FeatureLevels.Count > 0)
            w.Line($"FeatureLevels = new IReadOnlyList<string>?[] {{ {string.Join(", ", options.FeatureLevels.Select(levels => levels.IsCategory ? Texts(levels.Levels) : "null"))} }},");
        w.Line($"TreesPerIteration = {options.TreesPerIteration},");
        w.Line($"IsAverage = {(options.IsAverage ? "true" : "false")},");
        w.Line($"SumsInSingle = {(options.SumsInSingle ? "true" : "false")},");
        w.Open($"Info = new {Namespace}ModelInfo");
        w.Line($"Library = {Text(options.Info.Library)},");
        w.Line($"Version = {Text(options.Info.Version)},");
        w.Line($"TreesInFile = {options.Info.TreesInFile},");
        w.Line($"TreesUsed = {options.Info.TreesUsed},");
        w.Line($"Notes = {Texts(options.Info.Notes)},");
        w.Close(",");
        w.Close(");");
        w.Line();
    }

    private static void EmitRow(SourceWriter w, TreeModel model, FullTreeLayout layout)
    {
        bool isOne = model.BaseMargins.Count == 1;
        int trees = model.Sizes.Count, inGroups = trees - trees % Together;
        string index = IndexType(model.FeatureCount);

        w.Open("public static bool HasMissing(ReadOnlySpan<float> row)");
        w.Line("bool missing = false;");
        w.Line("foreach (float value in row)");
        w.Line("    missing |= float.IsNaN(value);");
        w.Line("return missing;");
        w.Close();
        w.Line();

        // Places never leave the arrays: the lengths of row and outputs are known, features were checked against them.
        w.Open("public static void PredictRow(ReadOnlySpan<float> row, Span<float> outputs)");
        w.Line("ref float x = ref MemoryMarshal.GetReference(row);");
        w.Line($"ref {index} features = ref MemoryMarshal.GetReference(FullFeatures);");
        w.Line("ref float thresholds = ref MemoryMarshal.GetReference(FullThresholds);");
        w.Line("ref float leaves = ref MemoryMarshal.GetReference(FullLeaves);");
        w.Line(isOne ? $"float sum = {Number((float)model.BaseMargins[0])};" : "BaseMarginsInSingle.CopyTo(outputs);");
        w.Line("nint tree = 0;");
        if (inGroups > 0)
        {
            w.Open($"for (; tree < {inGroups}; tree += {Together})");
            w.Line($"nint {string.Join(", ", Enumerable.Range(0, Together).Select(i => $"t{i} = (tree + {i}) * {layout.Splits}"))};");
            w.Line($"nint {string.Join(", ", Enumerable.Range(0, Together).Select(i => $"n{i} = 0"))};");
            w.Open($"for (int level = 0; level < {layout.Depth}; level++)");
            for (int i = 0; i < Together; i++) w.Line($"n{i} = Next(ref x, ref features, ref thresholds, t{i}, n{i});");
            w.Close();
            w.Line();
            for (int i = 0; i < Together; i++) w.Line(Add(isOne, layout, $"(tree + {i})", $"n{i}"));
            w.Close();
        }

        if (inGroups < trees)
        {
            if (inGroups > 0) w.Line();
            w.Open($"for (; tree < {trees}; tree++)");
            w.Line("nint node = 0;");
            w.Line($"for (int level = 0; level < {layout.Depth}; level++)");
            w.Line($"    node = Next(ref x, ref features, ref thresholds, tree * {layout.Splits}, node);");
            w.Line(Add(isOne, layout, "tree", "node"));
            w.Close();
        }

        if (isOne)
        {
            w.Line();
            w.Line("outputs[0] = sum;");
        }

        w.Close();
        w.Line();
        w.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        w.Line($"private static nint Next(ref float x, ref {index} features, ref float thresholds, nint tree, nint node) =>");
        w.Line("    2 * node + (Unsafe.Add(ref x, (nint)Unsafe.Add(ref features, tree + node)) >= Unsafe.Add(ref thresholds, tree + node) ? 2 : 1);");
        w.Line();
    }

    private static string Add(bool isOne, FullTreeLayout layout, string tree, string node)
    {
        string leaf = $"Unsafe.Add(ref leaves, ({tree} << {layout.Depth}) + {node} - {layout.Splits})";
        return isOne ? $"sum += {leaf};" : $"outputs[Outputs[(int){tree}]] += {leaf};";
    }

    private static void EmitData(SourceWriter w, TreeModel model, FullTreeLayout? layout)
    {
        Data(w, "int", "Sizes", model.Sizes, Number);
        Data(w, "int", "Outputs", model.Outputs, Number);
        Data(w, "int", "Splits", model.Splits, Number);
        Data(w, "Values", model.Values);
        Data(w, "int", "Specials", model.Specials, Number);
        Data(w, "Covers", model.Covers);
        Data(w, "int", "LinearFeatures", model.LinearFeatures, Number);
        Data(w, "double", "LinearNumbers", model.LinearNumbers, Number);
        Data(w, "double", "DoubleSplits", model.DoubleSplits, Number);
        Data(w, "double", "BaseMargins", model.BaseMargins, Number);
        if (layout is null) return;
        if (model.BaseMargins.Count > 1) Data(w, "float", "BaseMarginsInSingle", model.BaseMargins, margin => Number((float)margin));
        Data(w, IndexType(model.FeatureCount), "FullFeatures", layout.Features, Number);
        Data(w, "float", "FullThresholds", layout.Thresholds, Number);
        Data(w, "float", "FullLeaves", layout.Leaves, Number);
    }

    /// <summary>Numbers in single precision where all of them are.</summary>
    private static void Data(SourceWriter w, string name, IReadOnlyList<double> values)
    {
        if (values.All(value => (float)value == value)) Data(w, "float", name, values, value => Number((float)value));
        else Data(w, "double", name, values, Number);
    }

    private static void Data<T>(SourceWriter w, string type, string name, IReadOnlyList<T> values, Func<T, string> format)
    {
        w.Line($"private static ReadOnlySpan<{type}> {name} =>");
        w.Line("[");
        for (int i = 0; i < values.Count; i += ValuesPerLine)
            w.Line("    " + string.Join(", ", Enumerable.Range(i, Math.Min(ValuesPerLine, values.Count - i)).Select(at => format(values[at]))) + ",");
        w.Line("];");
        w.Line();
    }

    private static string IndexType(int featureCount) => featureCount <= 256 ? "byte" : featureCount <= 65536 ? "ushort" : "int";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(float value) => float.IsInfinity(value)
        ? value > 0 ? "float.PositiveInfinity" : "float.NegativeInfinity"
        : value.ToString("R", CultureInfo.InvariantCulture) + "f";

    private static string Number(double value) => double.IsNaN(value) ? "double.NaN" : double.IsInfinity(value)
        ? value > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity"
        : value.ToString("R", CultureInfo.InvariantCulture) + "d";

    private static string Texts(IEnumerable<string> values) => $"new string[] {{ {string.Join(", ", values.Select(Text))} }}";

    private static string Text(string value) => SymbolDisplay.FormatLiteral(value, quote: true);
}
