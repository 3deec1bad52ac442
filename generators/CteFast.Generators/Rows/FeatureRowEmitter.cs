using CteFast.Generators.Infrastructure;
using Microsoft.CodeAnalysis.CSharp;

namespace CteFast.Generators.Rows;

/// <summary>Writes the other half of a type with <c>[FeatureRow]</c>: its schema, how it is written and read, and its features by name.</summary>
internal static class FeatureRowEmitter
{
    private const string Data = "global::CteFast.Data.", Value = Data + "FeatureValue", Schema = Data + "FeatureSchema";

    public static string HintName(FeatureRowSpec spec) => GeneratedFile.HintName(spec.Namespace, spec.Name);

    public static string Emit(FeatureRowSpec spec)
    {
        string self = GeneratedFile.Identifier(spec.Name), face = $"{Data}IFeatureRow<{self}>";
        var w = new SourceWriter();
        GeneratedFile.Begin(w, spec.Namespace);
        w.Open($"partial {spec.Keyword} {self} : {face}");
        w.Line($"static {Schema} {face}.FeatureSchema => Features.Declared;");
        w.Line();
        w.Open($"static string? {face}.Text(in {self} row, int feature) => feature switch");
        for (int j = 0; j < spec.Features.Count; j++)
        {
            if (spec.Features[j].Type == "string") w.Line($"{j} => row.{Member(spec.Features[j])},");
        }

        w.Line("_ => null,");
        w.Close(";");
        w.Line();
        w.Open($"static void {face}.Write(in {self} row, {Schema} schema, Span<float> features, Span<int> unknown)");
        for (int j = 0; j < spec.Features.Count; j++) w.Line($"features[{j}] = {Written(spec.Features[j], j)};");
        w.Close();
        w.Line();
        w.Line($"static {self} {face}.Read({Schema} schema, ReadOnlySpan<float> features) => new {self}({string.Join(", ", spec.Arguments.Select(j => j < 0 ? "default!" : Read(spec.Features[j], j)))})");
        w.Open();
        for (int j = 0; j < spec.Features.Count; j++)
        {
            if (!spec.Arguments.Contains(j)) w.Line($"{Member(spec.Features[j])} = {Read(spec.Features[j], j)},");
        }

        w.Close(";");
        w.Line();
        w.Line("/// <summary>The features by name.</summary>");
        w.Open("public static class Features");
        for (int j = 0; j < spec.Features.Count; j++)
        {
            w.Line($"/// <summary>The feature of column {j}.</summary>");
            w.Line($"public static {Data}RowFeature<{self}> {Member(spec.Features[j])} => new({j}, {Text(spec.Features[j].Name)});");
            w.Line();
        }

        w.Line($"internal static readonly {Schema} Declared = new(");
        w.Line($"    new {Data}Feature[] {{ {string.Join(", ", spec.Features.Select(Made))} }},");
        IEnumerable<string> groups = spec.Features.Where(feature => feature.Group is not null).Select(feature => feature.Group!).Distinct()
            .Select(group => $"new({Text(group)}, new int[] {{ {string.Join(", ", Enumerable.Range(0, spec.Features.Count).Where(j => spec.Features[j].Group == group))} }})");
        w.Line($"    new {Data}FeatureGroup[] {{ {string.Join(", ", groups)} }});");
        w.Close();
        w.Close();
        return w.ToString();
    }

    private static string Member(FeatureSpec feature) => GeneratedFile.Identifier(feature.Member);

    private static string Made(FeatureSpec feature) => feature.Type switch
    {
        "float" or "double" or "int" => $"new({Text(feature.Name)})",
        "bool" => $"new({Text(feature.Name)}, {Data}FeatureKind.Boolean)",
        "string" => $"new({Text(feature.Name)}, {Data}FeatureKind.Categorical)",
        _ => $"new({Text(feature.Name)}, {Data}FeatureKind.Categorical, new {Data}FeatureLevels(new string[] {{ {string.Join(", ", feature.Levels.Select(Text))} }}))",
    };

    private static string Written(FeatureSpec feature, int j)
    {
        string value = "row." + Member(feature);
        return feature.Type switch
        {
            "float" or "double" or "int" => feature.IsNullable ? $"(float?){value} ?? float.NaN" : $"(float){value}",
            "bool" => $"{Value}.Of({value})",
            "string" => $"{Value}.Of({value}, schema[{j}], ref unknown[{j}])",
            _ => $"{value} switch {{ {(feature.IsNullable ? "null => float.NaN, " : "")}"
                + string.Concat(feature.Levels.Select((level, code) => $"{feature.Type}.{GeneratedFile.Identifier(level)} => {code}f, ")) + $"_ => {Value}.Of(-1, ref unknown[{j}]) }}",
        };
    }

    private static string Read(FeatureSpec feature, int j)
    {
        string place = $"features[{j}], schema[{j}]", type = feature.IsNullable ? feature.Type + "?" : feature.Type;
        string Present(string value) => feature.IsNullable ? value : $"{Value}.Present({value}, schema[{j}])";
        return feature.Type switch
        {
            "float" or "double" => feature.IsNullable ? $"schema[{j}].IsMissing(features[{j}]) ? ({type})null : features[{j}]" : $"features[{j}]",
            "int" => Present($"{Value}.WholeNumber({place})"),
            "bool" => feature.IsNullable ? $"{Value}.Code({place}) is {{ }} code{j} ? code{j} == 1 : (bool?)null" : Present($"{Value}.Code({place})") + " == 1",
            "string" => Present($"{Value}.Text({place})"),
            _ => Present($"{Value}.Code({place})") + $" switch {{ {(feature.IsNullable ? $"null => ({type})null, " : "")}"
                + string.Concat(feature.Levels.Take(feature.Levels.Count - 1).Select((level, code) => $"{code} => {feature.Type}.{GeneratedFile.Identifier(level)}, "))
                + $"_ => {feature.Type}.{GeneratedFile.Identifier(feature.Levels[feature.Levels.Count - 1])} }}",
        };
    }

    private static string Text(string value) => SymbolDisplay.FormatLiteral(value, quote: true);
}
