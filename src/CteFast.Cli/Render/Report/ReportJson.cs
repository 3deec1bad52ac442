using System.Text.Json;
using CteFast.Cli.Render.Svg;
using CteFast.Data;

namespace CteFast.Cli.Render.Report;

/// <summary>A report's numbers as JSON.</summary>
internal static class ReportJson
{
    /// <summary>The report's text.</summary>
    public static string Render(ReportContent content) => JsonText.Render(json =>
    {
        json.WriteString("model", content.Model);
        json.WriteString("data", content.Data);
        json.WriteString("quantity", content.Quantity);
        json.WriteStartArray("summary");
        foreach (string sentence in content.Summary) json.WriteStringValue(sentence);
        json.WriteEndArray();
        if (content.Performance.Count > 0)
        {
            json.WriteStartObject("performance");
            foreach ((string name, double value) in content.Performance)
            {
                if (double.IsFinite(value)) json.WriteNumber(name, value);
            }

            json.WriteEndObject();
        }

        WriteBars(json, "sage", content.Sage);
        WriteBars(json, "meanAbsoluteShapley", content.MeanShapley);
        WriteAll(json, "dependence", content.Dots, dots =>
        {
            json.WriteString("feature", dots.Name);
            WriteValues(json, "values", [.. dots.Values.Select(_ => dots.Feature)], [.. dots.Values.Select(value => (float)value)]);
            WriteNumbers(json, "shapley", dots.Shapley);
        });
        WriteAll(json, "effects", content.Effects, effect =>
        {
            json.WriteString("feature", effect.Feature.Name);
            WriteValues(json, "points", [.. effect.Partial.X.Select(_ => effect.Feature)], [.. effect.Partial.X.Select(value => (float)value)]);
            WriteNumbers(json, "partialDependence", effect.Partial.Y);
            if (effect.Accumulated is { } accumulated) WriteNumbers(json, "accumulatedLocalEffects", accumulated.Y);
        });
        WriteAll(json, "rows", content.Rows, row =>
        {
            json.WriteNumber("row", row.Row);
            json.WriteNumber("baseValue", row.BaseValue);
            json.WriteNumber("prediction", row.Prediction);
            WriteValues(json, "featureValues", [.. row.Features.Schema], row.Features[0]);
            WriteBars(json, "steps", row.Steps);
        });
        json.WriteStartObject("facts");
        foreach ((string name, string value) in content.Facts) json.WriteString(name, value);
        json.WriteEndObject();
    });

    private static void WriteBars(Utf8JsonWriter json, string name, IReadOnlyList<Bar> bars) => WriteAll(json, name, bars, bar =>
    {
        json.WriteString("feature", bar.Name);
        json.WriteNumber("value", bar.Value);
        if (double.IsFinite(bar.Error)) json.WriteNumber("standardError", bar.Error);
    });

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<double> numbers)
    {
        json.WritePropertyName(name);
        json.WriteNumbers([.. numbers]);
    }

    private static void WriteValues(Utf8JsonWriter json, string name, Feature[] features, ReadOnlySpan<float> values)
    {
        json.WriteStartArray(name);
        for (int i = 0; i < values.Length; i++) json.WriteFeatureValue(features[i], values[i]);
        json.WriteEndArray();
    }

    private static void WriteAll<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<T> writeMembers)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            writeMembers(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
