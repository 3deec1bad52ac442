using System.Globalization;
using System.Text.Json;

namespace CteFast.Studies.Models;

/// <summary>Models of other libraries: whether predictions and Shapley values are theirs, and what the doors to their runtimes cost.</summary>
internal static class ModelsStudy
{
    private const double SlowestDoor = 0.8;

    public static void Run(StudyArguments arguments)
    {
        TextWriter output = arguments.Output();
        var targets = new Targets();
        output.WriteLine(Processor.Describe());
        var table = new MarkdownTable(output, "**Exactness**: the largest |ours − theirs| / (1 + |theirs|), of predictions and of Shapley values.", "right is", "kind", "rows", "prediction", "Shapley value");
        List<ModelFileCase> cases = [.. LibraryCases.All(), .. RuntimeCases.All()];
        foreach (ModelFileCase found in cases) table.Row(found.Source, found.Kind, MarkdownTable.Count(found.Rows), Error(found.LargestPredictionError), Error(found.LargestValueError));

        var speeds = new MarkdownTable(output, "**Doors**: rows a second, through the door and by the runtime itself in the batches it likes best; medians of runs in turn.", "door", "rows/s", "runtime", "door / runtime");
        List<DoorSpeed> speed = [.. OnnxSpeed.Measure(arguments.Quick), .. MLNetSpeed.Measure(arguments.Quick)];
        foreach (DoorSpeed door in speed)
        {
            speeds.Row(door.Door, MarkdownTable.Number(door.RowsPerSecond), MarkdownTable.Number(door.NativeRowsPerSecond),
                targets.AtLeast("speed of a door, of its runtime's", door.Door, door.RowsPerSecond / door.NativeRowsPerSecond, SlowestDoor));
        }

        targets.Print(output);
        arguments.Finish(JsonSerializer.Serialize(new ModelsReport(cases, speed), ModelsJson.Default.ModelsReport));
    }

    private static string Error(double value) => value.ToString("0.0e+0", CultureInfo.InvariantCulture);
}
