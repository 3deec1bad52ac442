using System.Text.Json;

namespace CteFast.Studies.Tables;

/// <summary>Tables: whether two come from the same distribution.</summary>
internal static class TablesStudy
{
    public static void Run(StudyArguments arguments)
    {
        TextWriter output = arguments.Output();
        output.WriteLine(Processor.Describe());
        TwoSampleResult twoSample = TwoSampleTable.Print(output, arguments.Quick);
        arguments.Finish(JsonSerializer.Serialize(new TablesReport(twoSample), TablesJson.Default.TablesReport));
    }
}
