using System.Globalization;
using System.Text;
using CteFast.Data;

namespace CteFast.Cli.Render;

/// <summary>Effects as CSV: a line for every curve, point and output.</summary>
internal static class EffectCsv
{
    /// <summary>The report's text.</summary>
    public static string Render(EffectReport report)
    {
        StringBuilder text = new("feature,value,feature2,value2,row,output,effect,standardError\n");
        foreach (EffectCurve curve in report.Curves)
        {
            for (int output = 0; output < curve.Values.Length; output++)
            {
                for (int point = 0; point < curve.Points.Length; point++) text.AppendJoin(',', Cells(curve, output, point)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> Cells(EffectCurve curve, int output, int point)
    {
        for (int j = 0; j < 2; j++)
        {
            bool isThere = j < curve.Features.Length;
            yield return isThere ? CsvText.Cell(curve.Features[j].Name) : "";
            yield return isThere ? CsvText.Cell(Text(curve.Features[j], curve.Points[point][j])) : "";
        }

        yield return curve.Row?.ToString(CultureInfo.InvariantCulture) ?? "";
        yield return output.ToString(CultureInfo.InvariantCulture);
        yield return Text(curve.Values[output][point]);
        yield return double.IsNaN(curve.Errors[output][point]) ? "" : Text(curve.Errors[output][point]);
    }

    private static string Text(Feature feature, float value) => feature.Levels.Count > 0 ? feature.Text(value) : Text(value);

    private static string Text(IFormattable number) => number.ToString("R", CultureInfo.InvariantCulture);
}
