using System.Globalization;
using System.Text.Json;
using CteFast.Attribution.Scoring;

namespace CteFast.Cli.Render;

/// <summary>An attribution as JSON.</summary>
internal static class AttributionJson
{
    /// <summary>The attribution's text.</summary>
    public static string Render(AttributionReport report) => JsonText.Render(json =>
    {
        json.WriteString("data", report.Data);
        json.WriteString("method", report.Method);
        json.WriteString("measurement", report.Measurement);
        json.WriteNumber("trainingCount", report.TrainingCount);
        json.WriteNumber("parameterCount", report.ParameterCount);
        json.WriteNumber("elapsedMs", report.Elapsed.TotalMilliseconds);
        json.WriteNumber("scored", report.Scored);
        if (report.LargestStep is { } step && double.IsFinite(step))
            json.WriteNumber("largestStep", step);
        json.WriteStartArray("queries");
        for (int q = 0; q < report.Queries.Count; q++)
        {
            json.WriteStartObject();
            json.WriteNumber("row", report.Queries[q]);
            WriteTarget(json, "target", report, report.QueryTargets[q]);
            WriteTarget(json, "prediction", report, report.Predictions[q]);
            WriteRows(json, "helpful", report, report.Rows.Helpful(q));
            WriteRows(json, "harmful", report, report.Rows.Harmful(q));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (report.Wrong.Count == 0)
            return;
        json.WriteStartArray("mislabelled");
        foreach (int row in report.Wrong.Order())
            json.WriteNumberValue(row);
        json.WriteEndArray();
        json.WriteStartObject("mislabelledInTop50");
        foreach ((string method, int? found) in report.Found)
        {
            if (found is { } number)
                json.WriteNumber(method, number);
        }

        json.WriteEndObject();
    });

    /// <summary>A number, or a class by its name where classes have names and not just numbers.</summary>
    private static void WriteTarget(Utf8JsonWriter json, string name, AttributionReport report, float target)
    {
        string text = report.Text(target);
        if (report.Classes is null) json.WriteNumber(name, target);
        else if (float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float number)) json.WriteNumber(name, number);
        else json.WriteString(name, text);
    }

    private static void WriteRows(Utf8JsonWriter json, string name, AttributionReport report, ReadOnlySpan<ScoredRow> rows)
    {
        json.WriteStartArray(name);
        foreach (ScoredRow row in rows)
        {
            json.WriteStartObject();
            json.WriteNumber("row", report.TrainingRows[row.Row]);
            WriteTarget(json, "target", report, report.TrainingTargets[row.Row]);
            json.WriteNumber("score", row.Score);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
