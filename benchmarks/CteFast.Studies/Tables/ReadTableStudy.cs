using System.Diagnostics;
using System.Globalization;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using CteFast.Data;
using CteFast.Tables;
using nietras.SeparatedValues;
using Parquet;
using Parquet.Schema;

namespace CteFast.Studies.Tables;

/// <summary>One table as CSV, Parquet and Arrow: how fast it is read whole, how fast in blocks, and what memory that takes, each in a process of its own.</summary>
internal static class ReadTableStudy
{
    public const string Command = "tables-read";
    private const int Full = 1_000_000, Quick = 100_000, Numbers = 10, GroupRows = 100_000;
    private const double Target = 0.5;

    private static readonly string[] Cities = ["Berlin", "Lyon", "Nice", "Paris", "Rome"];

    public static List<ReadResult> Print(TextWriter output, bool quick)
    {
        int rows = quick ? Quick : Full;
        string folder = Directory.CreateTempSubdirectory("ctefast-study-").FullName;
        try
        {
            Write(folder, rows);
            var table = new MarkdownTable(output, FormattableString.Invariant(
                $"**Reading** {rows:N0} rows of {Numbers} numbers and a text. \"Scan\" is Sep's own walk over the rows of the CSV file, which makes nothing of them; the target is half of its speed."),
                "format", "way", "MiB", "MiB/s", "of Sep's scan", "peak, MiB");
            List<ReadResult> results = [];
            double scan = 0;
            foreach ((string format, string way) in new[] { ("csv", "scan"), ("csv", "whole"), ("csv", "blocks"), ("parquet", "whole"), ("parquet", "blocks"), ("arrow", "whole"), ("arrow", "blocks") })
            {
                string file = Path.Combine(folder, $"table.{format}");
                double[][] runs = [.. Enumerable.Range(0, 3).Select(_ => ChildProcess.Measure(Command, way, file))];
                double seconds = runs.Select(run => run[0]).Order().ElementAt(1), peak = runs.Select(run => run[1]).Order().ElementAt(1), size = new FileInfo(file).Length / (1024.0 * 1024), speed = size / seconds;
                if (way == "scan") scan = speed;
                bool isCsv = format == "csv" && way != "scan";
                string ratio = isCsv ? MarkdownTable.Ratio(speed / scan) : "";
                table.Row(format, way, MarkdownTable.Number(size), MarkdownTable.Number(speed), isCsv && speed < Target * scan ? $"**{ratio}**" : ratio, MarkdownTable.Number(peak));
                results.Add(new ReadResult(way == "whole" ? format : $"{format}, {way}", rows, Numbers + 1, speed, peak));
            }

            return results;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Measures in this process: seconds and the peak of its memory, of the second of two readings.</summary>
    public static void Report(string[] options)
    {
        (string way, string file) = (options[0], options[1]);
        double milliseconds = 0;
        for (int run = 0; run < 2; run++) milliseconds = Cli.Measure.Timing.Milliseconds(() => Read(way, file));
        using var process = Process.GetCurrentProcess();
        ChildProcess.Report(milliseconds / 1000, process.PeakWorkingSet64 / (1024.0 * 1024));
    }

    private static void Read(string way, string file)
    {
        if (way == "scan")
        {
            using SepReader reader = Sep.New(',').Reader(options => options with { HasHeader = false }).FromFile(file);
            long characters = 0;
            while (reader.MoveNext()) characters += reader.Current.Span.Length;
            if (characters == 0) throw new StudyException("the file is empty");
            return;
        }

        using TableSource source = TableSource.Open(file);
        if (way == "whole")
        {
            _ = source.Read(source.Options);
            return;
        }

        FeatureSchema schema = new([.. Enumerable.Range(0, Numbers).Select(j => new Feature($"x{j}")), new Feature("city", FeatureKind.Categorical, new FeatureLevels(Cities))]);
        if (source.ReadBlocks(schema).Sum(block => (long)block.Count) == 0) throw new StudyException("the file is empty");
    }

    private static void Write(string folder, int rows)
    {
        Random random = new(5);
        using var csv = new StreamWriter(Path.Combine(folder, "table.csv"), append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        csv.WriteLine(string.Join(',', Enumerable.Range(0, Numbers).Select(j => $"x{j}").Append("city")));
        DataField[] fields = [.. Enumerable.Range(0, Numbers).Select(j => (DataField)new DataField<double>($"x{j}")), new DataField<string>("city")];
        using FileStream parquet = File.Create(Path.Combine(folder, "table.parquet")), arrow = File.Create(Path.Combine(folder, "table.arrow"));
        ParquetWriter writer = ParquetWriter.CreateAsync(new ParquetSchema(fields), parquet).GetAwaiter().GetResult();
        ArrowFileWriter? batches = null;
        for (int start = 0; start < rows; start += GroupRows)
        {
            int count = Math.Min(GroupRows, rows - start);
            double[][] columns = [.. Enumerable.Range(0, Numbers).Select(_ => Enumerable.Range(0, count).Select(_ => Math.Round(random.NextDouble() * 1000, 3)).ToArray())];
            string[] cities = [.. Enumerable.Range(0, count).Select(_ => Cities[random.Next(Cities.Length)])];
            for (int i = 0; i < count; i++) csv.WriteLine(string.Join(',', columns.Select(column => column[i].ToString(CultureInfo.InvariantCulture)).Append(cities[i])));
            using (ParquetRowGroupWriter group = writer.CreateRowGroup())
            {
                for (int j = 0; j < Numbers; j++) group.WriteAsync<double>(fields[j], columns[j]).GetAwaiter().GetResult();
                group.WriteAsync(fields[^1], cities).GetAwaiter().GetResult();
            }

            var builder = new RecordBatch.Builder();
            for (int j = 0; j < Numbers; j++)
            {
                double[] column = columns[j];
                builder.Append($"x{j}", nullable: false, array => array.Double(values => values.AppendRange(column)));
            }

            builder.Append("city", nullable: false, array => array.String(values => values.AppendRange(cities)));
            using RecordBatch batch = builder.Build();
            batches ??= new ArrowFileWriter(arrow, batch.Schema);
            batches.WriteRecordBatch(batch);
        }

        writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        batches?.WriteEnd();
        batches?.Dispose();
    }
}
