using System.Text.Json;

namespace CteFast.Studies.Attribution;

/// <summary>How well attribution predicts retraining, what it finds, what it costs and what compression costs it.</summary>
internal static class AttributionStudy
{
    private const string Set = "digits";

    public static void Run(StudyArguments arguments)
    {
        TextWriter output = arguments.Output();
        RealSet digits = RealSet.ReadAll(arguments.Data).FirstOrDefault(set => set.Name == Set) ?? throw new StudyException($"--data {arguments.Data}: there is no {Set}_test.csv");
        var targets = new Targets();
        output.WriteLine(Processor.Describe());
        if (arguments.Quick) output.WriteLine("Few repetitions of smaller things (--quick).");
        DigitsResult result = DigitsTable.Print(output, digits, arguments.Quick);
        List<CompressionCase> compression = CompressionTable.Print(output, digits, arguments.Quick);
        List<LoopCase> loops = LoopTable.Print(output, digits, arguments.Quick);
        ScoringResult scoring = LargeScoring.Print(output, targets, arguments.Quick);
        targets.Print(output);
        arguments.Finish(JsonSerializer.Serialize(new AttributionReport(result, scoring, compression, loops), AttributionJson.Default.AttributionReport));
    }
}
