using System.Text.Json;

namespace CteFast.Studies.Compression;

/// <summary>Time, memory and MMD of compression, beside what others reach and what the machine allows.</summary>
internal static class CompressionStudy
{
    public static void Run(StudyArguments arguments)
    {
        TextWriter output = arguments.Output();
        List<RealSet> sets = RealSet.ReadAll(arguments.Data);
        var targets = new Targets();
        output.WriteLine(Processor.Describe());
        output.WriteLine($"Times are medians of runs in turn{(arguments.Quick ? ", few of them (--quick)" : "")}. Bold is a missed target. "
            + "goodpoints and the C# trial are as published, from another machine.");

        List<SpeedCase> cases = SpeedTable.Print(output, targets, arguments.Quick);
        MmdTable.Print(output, cases);
        List<FillCase> fill = FillTable.Print(output, targets, arguments.Quick);
        List<RealCase> real = RefinementTable.Print(output, targets, sets, arguments.Quick);
        MemoryTable.Print(output, targets, arguments.Quick);
        LargeCase million = LargeInput.Print(output, targets, arguments.Quick);
        targets.Print(output);
        arguments.Finish(JsonSerializer.Serialize(new CompressionReport(cases, fill, real, million), CompressionJson.Default.CompressionReport));
    }
}
