// <guide>
using CteFast.Explain;
using CteFast.Explain.Models;
// </guide>

namespace CteFast.Repository.Tests.Guides;

/// <summary>The code of docs/how-few-rows.md, between the markers; what stands around them is the test of it.</summary>
[Collection("Console")]
public sealed class HowFewRowsGuide
{
    [Fact]
    public void Report_MoreRows_SaysTheErrorIsSmaller()
    {
        DelegateModel model = new(featureCount: 3, outputCount: 1, (input, outputs) =>
        {
            for (int i = 0; i < outputs.Length; i++)
                outputs[i] = 2 * input[3 * i] + input[3 * i + 1] * input[3 * i + 2];
        });
        Random random = new(1);
        float[] data = [.. Enumerable.Range(0, 3 * 4000).Select(_ => random.NextSingle())];
        float[] rows = [.. data.Take(3 * 4)];

        // <guide>
        ExplainOptions options = new() { Method = ExplainMethod.Permutation, BackgroundSize = 64 };
        BackgroundReport report = BackgroundReport.Measure(model, data, rows, options);
        Console.WriteLine(report);
        // </guide>

        BackgroundReport larger = BackgroundReport.Measure(model, data, rows, options with { BackgroundSize = 512 });
        Assert.True(larger.Error < report.Error, $"{larger.Error} is not below {report.Error}");
        Assert.StartsWith("64 of 4,000 rows", report.ToString(), StringComparison.Ordinal);
    }
}
