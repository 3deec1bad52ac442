using System.Text.Json;

namespace CteFast.Studies.Tables;

/// <summary>Tables: how fast they are read, and whether two come from the same distribution.</summary>
internal static class TablesStudy
{
    public static void Run(StudyArguments arguments)
    {
        TextWriter output = arguments.Output();
        output.WriteLine(Processor.Describe());
        List<ReadResult> read = ReadTableStudy.Print(output, arguments.Quick);
        TwoSampleResult twoSample = TwoSampleTable.Print(output, arguments.Quick);
        arguments.Finish(JsonSerializer.Serialize(new TablesReport(read, twoSample), TablesJson.Default.TablesReport));
    }
}
