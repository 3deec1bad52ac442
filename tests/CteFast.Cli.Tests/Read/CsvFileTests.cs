using System.Globalization;
using System.Text;
using CteFast.Cli.Read;
using CteFast.Cli.Shell;
using CteFast.Data;

namespace CteFast.Cli.Tests.Read;

public sealed class CsvFileTests
{
    private static NumberTable Numbers(string text)
    {
        using CsvFile file = CsvText.File(text);
        return file.ReadNumbers([.. Enumerable.Range(0, file.Columns.Count)]);
    }

    private static string Message(string text) => Assert.Throws<InputException>(() => Numbers(text)).Message;

    [Theory]
    [InlineData("a,b\n1,2\n3,4\n")]
    [InlineData("a,b\n1,2\n3,4")]
    [InlineData("a,b\r\n1,2\r\n3,4\r\n")]
    [InlineData("a,b\r\n1,2\r\n3,4")]
    [InlineData("\"a\",\"b\"\n\"1\",2\n3,\"4\"\n")]
    [InlineData("a, b\n 1 ,2\n+3,4e0\n")]
    [InlineData("a,b\n\n1,2\n\n3,4\n\n\n")]
    public void ReadNumbers_AnyDialect_SameTable(string text)
    {
        NumberTable table = Numbers(text);

        Assert.Equal([1f, 2f, 3f, 4f], table.Values.ToArray());
        Assert.Equal((2, 2), (table.RowCount, table.ColumnCount));
    }

    [Fact]
    public void ReadNumbers_NulBehindANumber_IsNoNumber()
    {
        Assert.Contains("line 3 (row 1), column 'a'", Message("a,b\n1,2\n4\0,5\n"), StringComparison.Ordinal);
        Assert.False(new FeatureLevels(["4", "5"]).TryCode("4\0", out _));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void Columns_FileWithAMark_AreRead(string encoding)
    {
        Encoding marked = Encoding.GetEncoding(encoding);
        byte[] bytes = [.. marked.GetPreamble(), .. marked.GetBytes("é,b\n1,2\n3,4\n")];
        using CsvFile file = new("data.csv", () => new MemoryStream(bytes));

        Assert.Equal(["é", "b"], file.Columns);
        Assert.Equal([1f, 2f, 3f, 4f], file.ReadNumbers([0, 1]).Values.ToArray());
    }

    /// <summary>é and è of Latin-1 are no UTF-8: replaced in silence, they would be one category.</summary>
    [Theory]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, (byte)'a', (byte)'\n', 0xE9, (byte)'\n' })]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', 0, (byte)'\n', 0, 0x00, 0xD8, (byte)'\n', 0 })]
    public void Read_BytesThatAreNoTextBehindAMark_Refused(byte[] bytes)
    {
        string message = Assert.Throws<InputException>(() =>
        {
            using CsvFile file = new("data.csv", () => new MemoryStream(bytes));
            file.ReadNumbers([0]);
        }).Message;
        Assert.Contains("not UTF-8", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LineOfMillionsOfCommas_RefusedInLittleMemory()
    {
        string commas = "a,b\n1,2\n" + new string(',', 4_000_000) + "\n";
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Contains("line 3: there are more than", Message(commas), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4L * commas.Length);      // the bytes of the text itself, four times over
        Assert.Contains("the header names more than", Assert.Throws<InputException>(() => CsvText.File(new string(',', CsvSource.MostColumns + 1) + "\n")).Message, StringComparison.Ordinal);
        // Commas inside quotes are text.
        Assert.Contains("is not a number", Message($"a,b\n1,2\n\"{new string(',', 5_000)}\",2\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadNumbers_SomeColumns_InTheOrderAskedAndOthersUnread()
    {
        using CsvFile file = CsvText.File("a,name,b\n1,red,2\n3,green,4\n");

        Assert.Equal([2f, 1f, 4f, 3f], file.ReadNumbers([2, 0]).Values.ToArray());
    }

    [Fact]
    public void ReadNumbers_EveryFiniteFloat_ExactlyParsed()
    {
        float[] numbers = [0.1f, -0f, float.Epsilon, float.MaxValue, float.MinValue, 1f / 3, 1e-30f];
        string text = "x\n" + string.Join('\n', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));

        Assert.Equal(numbers, Numbers(text).Values.ToArray());
    }

    [Fact]
    public void Take_RowsInAnyOrder_CopiesThem()
        => Assert.Equal([5f, 6f, 1f, 2f, 5f, 6f], Numbers("a,b\n1,2\n3,4\n5,6\n").Take([2, 0, 2]));

    [Theory]
    [InlineData("a,\"b, \"\"c\"\"\"\r\n1,  2\r\n\"3\",4.00\r\n", "a,\"b, \"\"c\"\"\"|1,  2|\"3\",4.00")]
    [InlineData("a,b\n\n1,2\n\n\n3,4", "a,b|1,2|3,4")]
    [InlineData("a,b\r1,2\r3,4\r", "a,b|1,2|3,4")]
    public void Lines_QuotesAndBlanks_OriginalText(string text, string expected)
    {
        using CsvFile file = CsvText.File(text);

        Assert.Equal(expected, string.Join('|', file.Lines([0, 1]).Prepend(file.HeaderLine)));
    }

    [Fact]
    public void Lines_LongFile_OriginalTextInTheOrderAsked()
    {
        string[] rows = [.. Enumerable.Range(0, 5000).Select(i => $"{i},\"é{i}\n\",{i}.50")];
        using CsvFile file = CsvText.File("a,b,c\n" + string.Join('\n', rows));

        Assert.Equal(rows, file.Lines([.. Enumerable.Range(0, 5000).Select(i => (long)i)]));
        Assert.Equal([rows[4999], rows[17], rows[0]], file.Lines([4999, 17, 0]));
    }

    [Theory]
    [InlineData("a", 1)]
    [InlineData("a\n1\n2\n", 4)]
    [InlineData("a\r\n1\r\n2", 3)]
    [InlineData("a\r1\r2", 3)]
    [InlineData("a\n\r1\r\n2", 4)]
    public void CountLines_AnyLineEnds_CountsThemAll(string text, long expected)
    {
        using CsvFile file = CsvText.File(text);

        Assert.Equal(expected, file.CountLines());
    }

    [Fact]
    public void CountLines_AnyFile_IsNoLessThanTheRows()
    {
        Random random = new(1);
        for (int i = 0; i < 200; i++)
        {
            // Line ends of any kind, at any distance from the buffer's end.
            string text = "a" + string.Concat(Enumerable.Range(0, 200).Select(_ => (random.Next(3) switch { 0 => "\n", 1 => "\r", _ => "\r\n" }) + new string('7', random.Next(1, 9))));
            using CsvFile file = CsvText.File(text + new string(' ', random.Next(9)));

            Assert.Equal((200, 201), (file.ReadNumbers([0]).RowCount, file.CountLines()));
        }
    }

    [Fact]
    public void ReadNumbers_PairOfLineEndsAcrossBuffers_ReadsAllRows()
    {
        const int Buffer = 1 << 16;
        for (int before = Buffer - 2; before <= Buffer; before++)
        {
            using CsvFile file = CsvText.File("a\n" + new string('1', before - 2).Insert(1, ".") + "\r\n2\r\n3");

            Assert.Equal(3, file.ReadNumbers([0]).RowCount);
            Assert.InRange(file.CountLines(), 4, 5);
        }
    }

    [Fact]
    public void ReadNumbers_CultureWithDecimalComma_PointsAreDecimal()
    {
        CultureInfo before = CultureInfo.CurrentCulture, comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (comma.NumberFormat.NumberDecimalSeparator, comma.NumberFormat.NumberGroupSeparator, comma.TextInfo.ListSeparator) = (",", ".", ";");
        CultureInfo.CurrentCulture = comma;
        try
        {
            Assert.Equal([1.5f, -2000.25f], Numbers("a,b\n1.5,-2000.25\n").Values.ToArray());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void ReadNumbers_QuoteNeverClosedInALongFile_SaidWithoutHoldingIt()
    {
        using CsvFile file = CsvText.File("a,b\n1,\"2\n" + new string('3', 1 << 25));

        Assert.Contains("a quote is open", Assert.Throws<InputException>(() => file.ReadNumbers([0, 1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_StandardInput_IsReadMoreThanOnceAndLeavesNothing()
    {
        HashSet<string> before = [.. Directory.EnumerateFiles(Path.GetTempPath())];
        string[] added;
        using (CsvFile file = CsvFile.Open("-", new Terminal(TextWriter.Null, TextWriter.Null) { In = new MemoryStream("a,b\n1,2\n3,4\n"u8.ToArray()) }, CancellationToken.None))
        {
            Assert.Equal([1f, 2f, 3f, 4f], file.ReadNumbers([0, 1]).Values.ToArray());
            Assert.Equal(["3,4"], file.Lines([1]));
            Assert.Equal("standard input", file.Name);
            added = [.. Directory.EnumerateFiles(Path.GetTempPath()).Where(path => !before.Contains(path))];
        }

        Assert.DoesNotContain(added, path => File.Exists(path) && File.ReadAllText(path).StartsWith("a,b\n1,2", StringComparison.Ordinal));
    }

    [Fact]
    public void Open_ByteOrderMark_NotPartOfTheFirstName()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("bom.csv");
        File.WriteAllText(path, "a,b\n1,2\n", new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        using CsvFile file = CsvFile.Open(path, new Terminal(TextWriter.Null, TextWriter.Null), CancellationToken.None);

        Assert.Equal(["a", "b"], file.Columns);
    }

    [Theory]
    [InlineData("abc", "line 3 (row 1), column 'b': 'abc' is not a number")]
    [InlineData("1.2.3", "'1.2.3' is not a number")]
    [InlineData("\"1,5\"", "'1,5' is not a number")]
    [InlineData("1_000", "'1_000' is not a number")]
    [InlineData("0x10", "'0x10' is not a number")]
    [InlineData("", "line 3 (row 1), column 'b': the value is missing")]
    [InlineData("  ", "column 'b': the value is missing")]
    [InlineData("NaN", "column 'b': 'NaN' is no value")]
    [InlineData("Infinity", "column 'b': 'Infinity' is not finite")]
    [InlineData("-Infinity", "'-Infinity' is not finite")]
    [InlineData("1e39", "'1e39' is not finite")]
    public void ReadNumbers_NotAFiniteNumber_NamesFileRowAndColumn(string cell, string expected)
    {
        string message = Message($"a,b\n1,2\n3,{cell}\n");

        Assert.StartsWith("data.csv, ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadNumbers_LongTextWithLineBreaks_QuotedOnOneShortLine()
    {
        string message = Message($"a\n\"x\ny{new string('z', 500)}\"\n");

        Assert.Contains("'x yzzz", message, StringComparison.Ordinal);
        Assert.Contains("z…'", message, StringComparison.Ordinal);
        Assert.True(message.Length < 160, message);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3\n", "data.csv, line 3 (row 1): 1 field, but the header names 2")]
    [InlineData("a,b\r\n\r\n1,2\r\n3,4,5\r\n", "data.csv, line 4 (row 1): 3 fields, but the header names 2")]
    public void ReadNumbers_RaggedRow_NamesTheLine(string text, string expected)
        => Assert.StartsWith(expected, Message(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("a,b\n1,\"2\n3,4\n")]
    [InlineData("a,b\n1,x\"y\n")]
    public void ReadNumbers_QuotesDoNotMatch_Said(string text)
        => Assert.Contains("a quote is open or stands inside a field", Message(text), StringComparison.Ordinal);

    [Fact]
    public void ReadNumbers_QuoteOpenInUnreadColumn_Said()
    {
        using CsvFile file = CsvText.File("a,b\n1,2\n3,\"4\n5,6\n7,8\n");

        Assert.Throws<InputException>(() => file.ReadNumbers([0]));
    }

    [Theory]
    [InlineData("", "data.csv is empty")]
    [InlineData("\n\n", "data.csv is empty")]
    [InlineData("a,b\n", "data.csv has a header but no rows")]
    [InlineData("a,b", "data.csv has a header but no rows")]
    [InlineData("a;b\n1,5;2\n", "data.csv has one column, 'a;b'; fields are separated by commas")]
    [InlineData("a\tb\n1\t2\n", "data.csv has one column, 'a b'; fields are separated by commas")]
    [InlineData("a,b,a\n1,2,3\n", "data.csv: 2 columns are called 'a'")]
    [InlineData("a,b, a\n1,2,3\n", "data.csv: 2 columns are called 'a'")]
    public void Read_NothingToReadOrAmbiguous_Said(string text, string expected)
        => Assert.StartsWith(expected, Message(text), StringComparison.Ordinal);

    [Fact]
    public void IndexOf_NoSuchColumn_NamesTheColumnsThereAre()
    {
        using CsvFile file = CsvText.File("a,b\n1,2\n");

        Assert.Equal("data.csv has no column 'c'; its columns are a, b", Assert.Throws<InputException>(() => file.IndexOf("c")).Message);
    }

    [Fact]
    public void ReadNumbers_Progress_RisesToTheEnd()
    {
        using CsvFile file = CsvText.File("a\n" + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{i}.25\n")));
        Recorder recorder = new();

        file.ReadNumbers([0], progress: recorder);

        Assert.Equal(recorder.Reports.Order(), recorder.Reports);
        Assert.InRange(recorder.Reports[^1], 0.9, 1);
        Assert.InRange(recorder.Reports.Count, 20, 100);
    }

    [Fact]
    public async Task Open_StandardInputThatNobodyWritesTo_CanBeStopped()
    {
        using CancellationTokenSource cancellation = new(TimeSpan.FromSeconds(0.1));
        Terminal terminal = new(TextWriter.Null, TextWriter.Null) { In = new SilentStream() };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => CsvFile.Open("-", terminal, cancellation.Token).Dispose()).WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private sealed class Recorder : IProgress<double>
    {
        public List<double> Reports { get; } = [];

        public void Report(double value) => Reports.Add(value);
    }

    /// <summary>A pipe that is open and empty.</summary>
    private sealed class SilentStream : MemoryStream
    {
        public override void CopyTo(Stream destination, int bufferSize) => Thread.Sleep(Timeout.Infinite);
    }
}
