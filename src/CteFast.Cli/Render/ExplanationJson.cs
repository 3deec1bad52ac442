using System.Text.Json;
using CteFast.Data;
using CteFast.Explain;

namespace CteFast.Cli.Render;

/// <summary>An explanation as JSON: everything that was computed, in full precision.</summary>
internal static class ExplanationJson
{
    /// <summary>The explanation's text.</summary>
    public static string Render(ExplanationReport report) => JsonText.Render(json =>
    {
        Explanation explanation = report.Explanation;
        json.WriteString("method", explanation.Method);
        json.WriteString("model", report.Model);
        json.WriteStartArray("features");
        foreach (Feature feature in report.Features.Schema)
            json.WriteStringValue(feature.Name);
        json.WriteEndArray();
        json.WriteNumber("outputs", explanation.OutputCount);
        json.WriteNumber("backgroundCount", explanation.BackgroundQuality.Count);
        json.WriteNumber("backgroundInput", explanation.BackgroundQuality.InputCount);
        json.WriteNumber("mmd", explanation.BackgroundQuality.Mmd);
        json.WriteNumber("mmdUniform", explanation.BackgroundQuality.MmdUniform);
        json.WriteNumber("modelRows", explanation.ModelRows);
        json.WriteNumber("elapsedMs", explanation.Elapsed.TotalMilliseconds);
        json.WriteStartArray("rows");
        for (int row = 0; row < explanation.RowCount; row++)
            WriteRow(json, report, row);
        json.WriteEndArray();
    });

    private static void WriteRow(Utf8JsonWriter json, ExplanationReport report, int row)
    {
        Explanation explanation = report.Explanation;
        json.WriteStartObject();
        json.WriteNumber("row", report.Rows[row]);
        json.WriteStartArray("featureValues");
        for (int j = 0; j < report.Features.Schema.Count; j++) json.WriteFeatureValue(report.Features.Schema[j], report.Features[row][j]);
        json.WriteEndArray();
        json.WritePropertyName("prediction");
        json.WriteNumbers(explanation.Prediction(row));
        json.WritePropertyName("baseValue");
        json.WriteNumbers([.. explanation.BaseValues]);

        json.WriteStartArray("values");
        for (int output = 0; output < explanation.OutputCount; output++)
            json.WriteNumbers(explanation.Values(row, output));
        json.WriteEndArray();

        json.WriteStartArray("standardErrors");
        for (int output = 0; output < explanation.OutputCount; output++)
            json.WriteNumbers(explanation.StandardErrors(row, output));
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
