using System.Globalization;
using CsvHelper;

namespace CteFast.Cli.Render;

/// <summary>Effects as CSV: a line for every curve, point and output.</summary>
internal static class EffectCsv
{
    /// <summary>The report's text.</summary>
    public static string Render(EffectReport report)
    {
        using StringWriter text = new() { NewLine = "\n" };
        using (CsvWriter csv = new(text, new CsvHelper.Configuration.CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" }))
        {
            foreach (string column in (string[])["feature", "value", "feature2", "value2", "row", "output", "effect", "standardError"]) csv.WriteField(column);
            csv.NextRecord();
            foreach (EffectCurve curve in report.Curves)
            {
                for (int output = 0; output < curve.Values.Length; output++)
                {
                    for (int point = 0; point < curve.Points.Length; point++) WriteLine(csv, curve, output, point);
                }
            }
        }

        return text.ToString();
    }

    private static void WriteLine(CsvWriter csv, EffectCurve curve, int output, int point)
    {
        bool two = curve.Features.Length == 2;
        csv.WriteField(curve.Features[0]);
        csv.WriteField(Text(curve.Points[point][0]));
        csv.WriteField(two ? curve.Features[1] : "");
        csv.WriteField(two ? Text(curve.Points[point][1]) : "");
        csv.WriteField(curve.Row?.ToString(CultureInfo.InvariantCulture) ?? "");
        csv.WriteField(output.ToString(CultureInfo.InvariantCulture));
        csv.WriteField(Text(curve.Values[output][point]));
        csv.WriteField(double.IsNaN(curve.Errors[output][point]) ? "" : Text(curve.Errors[output][point]));
        csv.NextRecord();
    }

    private static string Text(IFormattable number) => number.ToString("R", CultureInfo.InvariantCulture);
}
