using System.Globalization;
using CteFast.Explain.Models;
using CteFast.Explain.Tests.Fixtures;
using CteFast.Explain.Tests.Models;
using Xunit.Abstractions;

namespace CteFast.Explain.Tests;

public sealed class BackgroundReportTests(ITestOutputHelper output)
{
    private const int D = 5, N = 2000;

    private static readonly float[] Data = ModelAssert.RandomRows(N * D, 2), Rows = ModelAssert.RandomRows(6 * D, 3);

    /// <summary>The error told is the true one of explanations of that size, over models; the true one is over seeds.</summary>
    [Theory]
    [InlineData(16)]
    [InlineData(64)]
    public void Measure_Coresets_TellTheTrueError(int size)
    {
        double told = 0, truth = 0;
        for (int m = 0; m < 4; m++)
        {
            DelegateModel model = MadeModel.Random(D, 1, m);
            var options = new ExplainOptions { Method = ExplainMethod.Permutation, BackgroundSize = size, ModelRows = 2 * (D - 1) * size * 2 };
            BackgroundReport report = BackgroundReport.Measure(model, Data, Rows, options);
            output.WriteLine(report.ToString());
            told += report.Error * report.Error;
            Assert.Equal((size, N, 4, 6), (report.Quality.Count, report.Quality.InputCount, report.Coresets, report.Rows));
            double[][] exact = [.. Rows.Chunk(D).Select(row => ShapleyOracle.Explain(model, row, Data))];
            for (int seed = 0; seed < 4; seed++)
            {
                Explanation explanation = CompressThenExplain.Explain(model, Data, Rows, options with { Seed = seed });
                for (int i = 0; i < 6 * D; i++) truth += Math.Pow(explanation.Values(i / D)[i % D] - exact[i / D][i % D], 2) / (4 * 6 * D);
            }
        }

        output.WriteLine($"{Math.Sqrt(told / truth):F2}");
        Assert.InRange(Math.Sqrt(told / truth), 0.75, 1.5);
    }

    [Fact]
    public void ToString_Report_SaysItInPlainWords()
    {
        var report = new BackgroundReport(new BackgroundQuality(64, 13485, 0.017 * 0.017, 0.088 * 0.088), 4, 5, 0.00123, 0.0121, 0.0045, 1000);
        Assert.Equal("64 of 13,485 rows (MMD 0.017 against 0.088 of a uniform sample): values explained against 4 such backgrounds without a common row differ by 0.0012, "
            + "1.2 % of a value's size, 0.0045 at most.", report.ToString());
        Assert.DoesNotContain("NaN", (report with { RelativeError = double.NaN }).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_CultureWithDecimalCommas_SaysTheSame()
    {
        var report = new BackgroundReport(new BackgroundQuality(64, 13485, 0.017 * 0.017, 0.088 * 0.088), 4, 5, 0.00123, 0.0121, 0.0045, 1000);
        string text = report.ToString();
        (CultureInfo culture, CultureInfo before) = ((CultureInfo)CultureInfo.InvariantCulture.Clone(), CultureInfo.CurrentCulture);
        (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.PercentDecimalSeparator) = (",", ",");
        try
        {
            CultureInfo.CurrentCulture = culture;
            Assert.Equal(text, report.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Measure_WhatDoesNotFit_Throws()
    {
        DelegateModel model = MadeModel.Random(D, 1, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => BackgroundReport.Measure(model, Data, Rows, new ExplainOptions(), 3));
        Assert.Throws<ArgumentException>(() => BackgroundReport.Measure(model, Data.AsSpan(0, 3 * D), Rows, new ExplainOptions()));
        Assert.Throws<ArgumentException>(() => BackgroundReport.Measure(model, Data, [], new ExplainOptions()));
        Assert.Throws<ArgumentException>(() => BackgroundReport.Measure(model, Data.AsSpan(1), Rows, new ExplainOptions()));
        // A handful of rows is enough to run.
        Assert.Equal(1, BackgroundReport.Measure(model, Data.AsSpan(0, 5 * D), Rows, new ExplainOptions()).Quality.Count);
    }
}
