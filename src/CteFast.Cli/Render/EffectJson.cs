using CteFast.Data;

namespace CteFast.Cli.Render;

/// <summary>Effects as JSON, of all outputs and in full precision.</summary>
internal static class EffectJson
{
    /// <summary>The report's text.</summary>
    public static string Render(EffectReport report) => JsonText.Render(json =>
    {
        json.WriteString("model", report.Model);
        json.WriteString("outputKind", report.OutputKind);
        json.WriteNumber("modelRows", report.ModelRows);
        json.WriteStartArray("effects");
        foreach (EffectCurve curve in report.Curves)
        {
            json.WriteStartObject();
            json.WriteString("method", curve.Method);
            json.WriteStartArray("features");
            foreach (Feature feature in curve.Features) json.WriteStringValue(feature.Name);
            json.WriteEndArray();
            if (curve.Row is { } row) json.WriteNumber("row", row);
            json.WriteStartArray("points");
            foreach (float[] point in curve.Points)
            {
                json.WriteStartArray();
                for (int j = 0; j < point.Length; j++) json.WriteFeatureValue(curve.Features[j], point[j]);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteStartArray("values");
            foreach (double[] values in curve.Values) json.WriteNumbers(values);
            json.WriteEndArray();
            json.WriteStartArray("standardErrors");
            foreach (double[] errors in curve.Errors) json.WriteNumbers(errors);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
