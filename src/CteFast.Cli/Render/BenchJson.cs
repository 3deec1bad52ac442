namespace CteFast.Cli.Render;

/// <summary>A machine's speed as JSON.</summary>
internal static class BenchJson
{
    /// <summary>The report's text.</summary>
    public static string Render(BenchReport report) => JsonText.Render(json =>
    {
        json.WriteString("processor", report.Processor);
        json.WriteNumber("processorCount", report.ProcessorCount);
        json.WriteString("framework", report.Framework);
        json.WriteNumber("vectorBits", report.VectorBits);
        json.WriteNumber("cyclesPerNs", report.Clock);
        json.WriteNumberOrNull("fusedMultiplyAddsPerNs", report.FusedMultiplyAdds);
        json.WriteStartArray("kernelMatrix");
        foreach (FillSpeed fill in report.Fill)
        {
            json.WriteStartObject();
            json.WriteNumber("featureCount", fill.FeatureCount);
            json.WriteNumber("nsPerPair", fill.Nanoseconds);
            json.WriteNumberOrNull("limitNsPerPair", fill.Limit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("compression");
        foreach (CompressionSpeed speed in report.Compression)
        {
            json.WriteStartObject();
            json.WriteNumber("rowCount", speed.RowCount);
            json.WriteNumber("featureCount", speed.FeatureCount);
            json.WriteNumber("size", speed.Size);
            json.WriteNumber("ms", speed.Milliseconds);
            json.WriteNumber("msOnAllProcessors", speed.MillisecondsOnAll);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("explanation");
        json.WriteString("model", report.Explanation.Model);
        json.WriteNumber("modelRows", report.Explanation.ModelRows);
        json.WriteNumber("medianUs", report.Explanation.Median);
        json.WriteNumber("percentile99Us", report.Explanation.Late);
        json.WriteNumber("modelRowsPerSecond", report.Explanation.ModelRowsPerSecond);
        json.WriteEndObject();
        json.WriteStartObject("trees");
        json.WriteString("model", report.Trees.Model);
        json.WriteNumber("backgroundCount", report.Trees.BackgroundCount);
        json.WriteNumber("predictionUs", report.Trees.Prediction);
        json.WriteNumber("explanationUs", report.Trees.Explanation);
        json.WriteNumber("preparationMs", report.Trees.Preparation);
        json.WriteEndObject();
        json.WriteNumber("elapsedMs", report.Elapsed.TotalMilliseconds);
    });
}
