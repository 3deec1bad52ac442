using System.Text.Json;
using CteFast.Studies.Explanations;

namespace CteFast.Studies.Trees;

/// <summary>Predictions of tree ensembles and their exact values, beside shap and a plain loop.</summary>
internal static class TreesStudy
{
    public static void Run(StudyArguments arguments)
    {
        TextWriter output = arguments.Output();
        List<ModelCase> models = [.. ModelCase.ReadAll(arguments.Data).Where(model => model.Kind == "xgb")];
        if (models.Count == 0) throw new StudyException($"{arguments.Data} holds no NAME_xgb.json beside a NAME.csv");
        var targets = new Targets();
        output.WriteLine(Processor.Describe());
        output.WriteLine($"Times are medians, on one thread unless said otherwise{(arguments.Quick ? "; few repetitions (--quick)" : "")}. Bold is a missed target. "
            + "Others' times are as published, from another machine.");

        double[] predictions = PredictionTable.Print(output, targets, models, arguments.Quick);
        List<TreeCase> cases = ValueTable.Print(output, targets, models, predictions, arguments.Quick);
        IndexTable.Print(output, models.Find(model => model.Set.Name == "diamonds") ?? models[0], arguments.Quick);
        cases.Add(MillionTable.Print(output, targets, arguments.Quick));
        targets.Print(output);
        arguments.Finish(JsonSerializer.Serialize(new TreesReport(cases), TreesJson.Default.TreesReport));
    }
}
