using System.Text;
using System.Text.Json;

namespace CteFast.Studies.Compression;

/// <summary>Time, memory and MMD of compression, beside what others reach and what the machine allows.</summary>
internal static class CompressionStudy
{
    public static void Run(CompressionArguments arguments)
    {
        bool jsonToOutput = arguments.Json == CompressionArguments.StandardOutput;
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        TextWriter output = jsonToOutput ? Console.Error : Console.Out;
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

        if (arguments.Json is null) return;
        string json = JsonSerializer.Serialize(new CompressionReport(cases, fill, real, million), CompressionJson.Default.CompressionReport) + "\n";
        if (jsonToOutput) Console.Out.Write(json);
        else File.WriteAllText(arguments.Json, json);
    }
}
