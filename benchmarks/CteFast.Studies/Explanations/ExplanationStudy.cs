using System.Text.Json;

namespace CteFast.Studies.Explanations;

/// <summary>Error and time of explanations at equal model rows, beside what shap and the paper do.</summary>
internal static class ExplanationStudy
{
    public static void Run(StudyArguments arguments)
    {
        TextWriter output = arguments.Output();
        List<ModelCase> cases = ModelCase.ReadAll(arguments.Data);
        var targets = new Targets();
        output.WriteLine($"Bold is a missed target.{(arguments.Quick ? " Few seeds and rows (--quick)." : "")}");
        List<ShapleyCase> shapley = ShapleyTable.Print(output, targets, cases, arguments.Quick);
        List<GlobalCase> global = GlobalTable.Print(output, targets, cases, arguments.Quick);
        List<TimeCase> times = TimeTable.Print(output, targets, cases, arguments.Quick);
        LatencyCase latency = LatencyTable.Print(output, targets, arguments.Quick);
        targets.Print(output);
        arguments.Finish(JsonSerializer.Serialize(new ExplanationReport(shapley, global, times, latency), ExplanationJson.Default.ExplanationReport));
    }
}
