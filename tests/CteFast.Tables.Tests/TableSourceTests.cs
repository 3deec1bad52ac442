using System.Globalization;
using System.Text;
using CteFast.Data;

namespace CteFast.Tables.Tests;

/// <summary>A table that is read more than once: whole, in blocks, line by line; and one that is replaced or changed meanwhile.</summary>
public sealed class TableSourceTests : IDisposable
{
    private const string Table = "a,b\n1,2\n3,4\n5,7\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("ctefast-tests-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "data.csv");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static TableSource Source(string text, TableOptions options = default) => new("data.csv", () => new MemoryStream(Encoding.UTF8.GetBytes(text)), options);

    private TableSource OpenFile(string text = Table)
    {
        File.WriteAllText(Path, text);
        return TableSource.Open(Path);
    }

    [Theory]
    [InlineData("a,\"b, \"\"c\"\"\"\r\n1,  2\r\n\"3\",4.00\r\n", "a,\"b, \"\"c\"\"\"|1,  2|\"3\",4.00")]
    [InlineData("a,b\n\n1,2\n\n\n3,4", "a,b|1,2|3,4")]
    [InlineData("a,b\r1,2\r3,4\r", "a,b|1,2|3,4")]
    [InlineData("a;b\n1;2,5\n3;4,5\n", "a;b|1;2,5|3;4,5")]
    public void ReadLines_OfText_AsTheyStand(string text, string expected)
    {
        using TableSource source = Source(text);
        IReadOnlyList<string> lines = source.ReadLines([0, 1], out string? header);
        Assert.Equal(expected, string.Join('|', lines.Prepend(header)));
    }

    [Fact]
    public void ReadLines_NoHeaderOrLinesBeforeIt_RowsAlone()
    {
        using TableSource headless = Source("1,2\n3,4\n"), preamble = Source("a title\n\na,b\n1,2\n3,4\n", new() { SkipLines = 2 });
        Assert.Equal(["3,4"], headless.ReadLines([1], out string? none));
        Assert.Null(none);
        Assert.Equal(["3,4"], preamble.ReadLines([1], out string? header));
        Assert.Equal("a,b", header);
    }

    [Fact]
    public void ReadLines_LongFile_InTheOrderAsked()
    {
        string[] rows = [.. Enumerable.Range(0, 5000).Select(i => $"{i},\"é{i}\n\",{i}.50")];
        using TableSource source = Source("a,b,c\n" + string.Join('\n', rows));
        Assert.Equal(rows, source.ReadLines([.. Enumerable.Range(0, 5000).Select(i => (long)i)], out _));
        Assert.Equal([rows[4999], rows[17], rows[0]], source.ReadLines([4999, 17, 0], out _));
        Assert.Contains("there is no row 5000 any more", Assert.Throws<TableException>(() => source.ReadLines([0, 5000], out _)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_IsWhatReadFinds()
    {
        using TableSource source = Source("id,city,x,day\n" + string.Concat(Enumerable.Range(1, 20).Select(i => $"{i},{(i % 2 == 0 ? "Lyon" : "Paris")},{(i == 3 ? "" : i / 4.0)},2024-01-0{i % 9 + 1}\n")));
        ReadTable table = source.Read(source.Options);
        TableDescription description = source.Describe(source.Options);
        Assert.Equal(table.Schema.Select(feature => (feature.Name, feature.Kind)), description.Schema.Select(feature => (feature.Name, feature.Kind)));
        Assert.Equal(["city", "x"], description.Schema.Select(feature => feature.Name));
        Assert.Equal(20, description.RowCount);
        Assert.Equal([0, 1], description.MissingCounts);
        Assert.Equal(table.Findings, description.Findings);
    }

    [Fact]
    public void ReadBlocks_AreTheRows()
    {
        using TableSource source = Source("city,x\n" + string.Concat(Enumerable.Range(0, 3000).Select(i => $"{(i % 3 == 0 ? "Lyon" : "Paris")},{i * .5}\n")));
        FeatureTable whole = source.Read(source.Options).Features;
        FeatureTable[] blocks = [.. source.ReadBlocks(source.Describe(source.Options).Schema)];
        Assert.InRange(blocks.Length, 2, 10);
        Assert.Equal(whole.Rows.ToArray(), blocks.SelectMany(block => block.Rows.ToArray()));
    }

    [Theory]
    [InlineData("parquet")]
    [InlineData("arrow")]
    public void Files_OfAnyFormat_AreOneTable(string format)
    {
        using TableSource text = TableSource.Open(DataPath("csv")), source = TableSource.Open(DataPath(format));
        TableOptions options = new() { DatesAsNumbers = true };
        ReadTable expected = text.Read(options), table = source.Read(options);
        Assert.Equal(text.Columns, source.Columns);
        Assert.Equal((true, false), (text.IsText, source.IsText));
        Assert.Equal(expected.Features.Rows.ToArray(), table.Features.Rows.ToArray());
        Assert.Equal(expected.Schema.Select(feature => $"{feature.Name} {feature.Kind} {string.Join(',', feature.Levels)}"), table.Schema.Select(feature => $"{feature.Name} {feature.Kind} {string.Join(',', feature.Levels)}"));
        using TableSource dated = TableSource.Open(DataPath(format), options);
        Assert.Equal(table.Features.Rows.ToArray(), dated.ReadBlocks(dated.Describe(options).Schema).SelectMany(block => block.Rows.ToArray()));
        Assert.Equal(text.ReadLines([31, 3, 59], out string? header), source.ReadLines([31, 3, 59], out string? same));
        Assert.Equal(header, same);
    }

    [Theory]
    [InlineData("parquet")]
    [InlineData("arrow")]
    public void Files_Damaged_AreRefusedOrATable(string format)
    {
        byte[] file = File.ReadAllBytes(DataPath(format));
        Random random = new(7);
        for (int i = 0; i < 150; i++)
        {
            byte[] bytes = i % 3 == 0 ? file[..random.Next(8, file.Length)] : [.. file];
            for (int change = random.Next(1, 6); change > 0; change--) bytes[random.Next(6, bytes.Length)] = (byte)random.Next(256);
            try
            {
                using TableSource source = new("t", () => new MemoryStream(bytes));
                source.Read(source.Options);
            }
            catch (TableException e)
            {
                Assert.StartsWith("t", e.Message, StringComparison.Ordinal);
            }
        }
    }

    private static string DataPath(string format)
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "CteFast.sln"))) folder = System.IO.Path.GetDirectoryName(folder)!;
        return System.IO.Path.Combine(folder, "tests", "data", "tables", $"cities.{format}");
    }

    [Fact]
    public void ToSingle_OfAColumn_HoldsItsNumbers()
    {
        using TableSource source = Source("a,b\n1,2\n3,4\n");
        ReadTable table = source.Read(source.Options with { ToSingle = new Dictionary<string, Func<double, float>> { ["b"] = value => (float)(value * 10) } });
        Assert.Equal([1f, 20f, 3f, 40f], table.Features.Rows.ToArray());
    }

    [Fact]
    public void RefuseMissing_NamesTheCell()
    {
        using TableSource source = Source("a,b\n1,2\n3,\n");
        Assert.StartsWith("data.csv, line 3 (row 1), column 'b': the value is missing", Assert.Throws<TableException>(() => source.Read(source.Options with { RefuseMissing = true })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Header_LongerThanTheFirstBuffer_IsRead()
    {
        string[] names = [.. Enumerable.Range(0, 100_000).Select(j => $"column{j}")];
        using TableSource source = Source(string.Join(',', names) + "\n" + string.Join(',', names.Select(_ => "1.5")) + "\n");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(names, source.Columns);
        Assert.Equal(100_000, source.Read(source.Options).Schema.Count);
        // A few kilobytes a column, and never their square.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400_000_000);
    }

    [Fact]
    public void Columns_WithoutNames_AreNumbered()
    {
        using TableSource source = Source(new string(',', 50_000) + "\n" + new string(',', 50_000) + "\n");
        Assert.Equal(["x0", "x1"], source.Columns.Take(2));
        Assert.Equal(50_001, source.Columns.Distinct().Count());
    }

    [Fact]
    public void AnotherFileTookTheName_TheFirstIsRead()
    {
        if (OperatingSystem.IsWindows()) return;
        using TableSource source = OpenFile();
        string other = System.IO.Path.Combine(_folder, "new.csv");
        File.WriteAllText(other, "c\n7\n");
        File.Move(other, Path, overwrite: true);
        Assert.Equal(["5,7", "1,2"], source.ReadLines([2, 0], out _));
        Assert.Equal([1f, 2f, 3f, 4f, 5f, 7f], source.Read(source.Options).Features.Rows.ToArray());
    }

    [Theory]
    [InlineData("a,b\n1,2\n")]
    [InlineData("a,b\n1,2\n3,4\n5,8\n")]
    [InlineData("a,b\n1,2\n3,4\n5,7\n7,8\n")]
    public void FileChanged_IsRefused(string text)
    {
        if (OperatingSystem.IsWindows()) return;
        using TableSource source = OpenFile();
        FeatureSchema schema = source.Read(source.Options).Schema;
        Change(text);
        foreach (Action read in (Action[])[() => source.ReadLines([0], out _), () => source.Read(source.Options), () => source.Describe(source.Options), () => Assert.NotEmpty(source.ReadBlocks(schema))])
            Assert.Contains("data.csv: the file changed while it was read", Assert.Throws<TableException>(read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FileChangesBetweenTwoBlocks_IsRefusedAtTheEnd()
    {
        if (OperatingSystem.IsWindows()) return;
        string table = "a\n" + string.Concat(Enumerable.Range(0, 200_000).Select(i => $"{i * .5}\n"));
        using TableSource source = OpenFile(table);
        using IEnumerator<FeatureTable> blocks = source.ReadBlocks(FeatureSchema.Numeric(["a"])).GetEnumerator();
        Assert.True(blocks.MoveNext());
        Change(table + "7\n");
        Assert.Throws<TableException>(() =>
        {
            while (blocks.MoveNext())
            {
            }
        });
    }

    [Fact]
    public void Stream_ThatIsReadOnce_LeavesNothing()
    {
        HashSet<string> before = [.. Directory.EnumerateFiles(System.IO.Path.GetTempPath())];
        string[] added;
        using (TableSource source = TableSource.Open(new MemoryStream(Encoding.UTF8.GetBytes(Table)), "standard input"))
        {
            Assert.Equal([1f, 2f, 3f, 4f, 5f, 7f], source.Read(source.Options).Features.Rows.ToArray());
            Assert.Equal(["3,4"], source.ReadLines([1], out _));
            added = [.. Directory.EnumerateFiles(System.IO.Path.GetTempPath()).Where(path => !before.Contains(path))];
        }

        Assert.DoesNotContain(added, path => File.Exists(path) && File.ReadAllText(path).StartsWith("a,b\n1,2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void Mark_OfTheEncoding_IsRead(string encoding)
    {
        Encoding marked = Encoding.GetEncoding(encoding);
        byte[] bytes = [.. marked.GetPreamble(), .. marked.GetBytes("é,b\n1,2\n3,4\n")];
        using TableSource source = new("data.csv", () => new MemoryStream(bytes));
        Assert.Equal(["é", "b"], source.Columns);
        Assert.Equal([1f, 2f, 3f, 4f], source.Read(source.Options).Features.Rows.ToArray());
    }

    /// <summary>é and è of Latin-1 are no UTF-8: replaced in silence, they would be one category.</summary>
    [Theory]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, (byte)'a', (byte)'\n', 0xE9, (byte)'\n' })]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', 0, (byte)'\n', 0, 0x00, 0xD8, (byte)'\n', 0 })]
    public void BytesThatAreNoText_BehindAMark_AreRefused(byte[] bytes)
    {
        TableException e = Assert.Throws<TableException>(() =>
        {
            using TableSource source = new("data.csv", () => new MemoryStream(bytes));
            source.Read(source.Options);
        });
        Assert.Contains("the bytes are no text in", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryFiniteFloat_IsReadExactly()
    {
        float[] numbers = [0.1f, -0f, float.Epsilon, float.MaxValue, float.MinValue, 1f / 3, 1e-30f];
        using TableSource source = Source("x\n" + string.Join('\n', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture))));
        Assert.Equal(numbers, source.Read(source.Options).Features.Rows.ToArray());
    }

    [Fact]
    public void QuoteNeverClosedInALongFile_IsSaid()
    {
        using TableSource source = Source("a,b\n1,\"2\n" + new string('3', 1 << 25));
        Assert.Contains("a quote is open", Assert.Throws<TableException>(() => source.Read(source.Options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LineOfMillionsOfCommas_IsRefusedInLittleMemory()
    {
        string commas = "a,b\n1.5,2\n" + new string(',', 8_000_000) + "\n";
        byte[] bytes = Encoding.UTF8.GetBytes(commas);
        using TableSource source = new("data.csv", () => new MemoryStream(bytes));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("after line 2: a line has far more fields than the 2", Assert.Throws<TableException>(() => source.Read(source.Options)).Message, StringComparison.Ordinal);
        // Some megabytes for the first characters of the line, but not the hundreds that its fields would take.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000);
        // Commas inside quotes are text.
        using TableSource quoted = Source($"a,b\n1,\"{new string(',', 3_000_000)}\"\n2,x\n");
        Assert.Equal(2, quoted.Read(quoted.Options).Features.Count);
    }

    [Fact]
    public void Progress_RisesToTheEnd()
    {
        using TableSource source = Source("a\n" + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{i}.25\n")));
        Recorder recorder = new();
        source.Read(source.Options, recorder);
        Assert.Equal(recorder.Reports.Order(), recorder.Reports);
        Assert.Equal(1, recorder.Reports[^1]);
        Assert.InRange(recorder.Reports.Count, 20, 100);
    }

    [Fact]
    public void Cancelled_Stops()
    {
        using TableSource source = Source("a\n" + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{i}.25\n")));
        using CancellationTokenSource cancellation = new();
        Assert.Throws<OperationCanceledException>(() => source.Read(source.Options, new Canceller(cancellation), cancellation.Token));
    }

    private void Change(string text)
    {
        // In place, as an editor or a log does; and never within the clock's resolution.
        using (FileStream stream = new(Path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite)) stream.Write(Encoding.UTF8.GetBytes(text));
        File.SetLastWriteTimeUtc(Path, DateTime.UtcNow.AddSeconds(2));
    }

    private sealed class Recorder : IProgress<double>
    {
        public List<double> Reports { get; } = [];

        public void Report(double value) => Reports.Add(value);
    }

    private sealed class Canceller(CancellationTokenSource cancellation) : IProgress<double>
    {
        public void Report(double value) => cancellation.Cancel();
    }
}
