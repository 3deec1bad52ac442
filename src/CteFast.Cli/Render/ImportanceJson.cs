namespace CteFast.Cli.Render;

/// <summary>Importance as JSON, in full precision.</summary>
internal static class ImportanceJson
{
    /// <summary>The report's text.</summary>
    public static string Render(ImportanceReport report) => JsonText.Render(json =>
    {
        json.WriteString("method", report.Method);
        json.WriteString("model", report.Model);
        json.WriteString("loss", report.LossName);
        json.WriteStartArray("features");
        foreach (string feature in report.Features) json.WriteStringValue(feature);
        json.WriteEndArray();
        json.WritePropertyName("values");
        json.WriteNumbers(report.Values);
        json.WritePropertyName(report.ErrorName);
        json.WriteNumbers(report.Errors);
        if (report.BaselineLoss is { } baseline) json.WriteNumber("baselineLoss", baseline);
        json.WriteNumber("modelLoss", report.ModelLoss);
        json.WriteNumber("modelRows", report.ModelRows);
        json.WriteNumber("elapsedMs", report.Elapsed.TotalMilliseconds);
        if (report.Converged is { } converged) json.WriteBoolean("converged", converged);
    });
}
