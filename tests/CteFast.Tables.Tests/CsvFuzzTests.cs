using System.Text;

namespace CteFast.Tables.Tests;

/// <summary>Random files: each is a table or is refused with one line.</summary>
public sealed class CsvFuzzTests
{
    private const int Cases = 600;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private static readonly string[] Pieces =
        ["a", "b", "1", "-2.5", "1e9", "1e99", "NaN", "NA", "inf", ",", ",", ",", "\n", "\n", "\r\n", "\r", "\"", "\"", "\"\"", " ", "\t", ";", "#", "é", "価", "\ufeff", "\0", "\u2028", "=", "'"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task RandomPieces_TableOrOneLine(int seed)
    {
        Random random = new(seed);
        await Within(() => Check(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(80)).Select(_ => Pieces[random.Next(Pieces.Length)])))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task RandomBytes_TableOrOneLine(int seed)
    {
        Random random = new(seed);
        await Within(() =>
        {
            byte[] bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            return Check(bytes);
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task DamagedTable_TableOrOneLine(int seed)
    {
        Random random = new(seed);
        byte[] table = Encoding.UTF8.GetBytes("a,city,\"b, c\"\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"{i}.5,{(i % 2 == 0 ? "\"Lyon, FR\"" : "Paris")},{(i == 4 ? "" : i - 3)}\n")));
        int read = 0;
        await Within(() =>
        {
            List<byte> bytes = [.. table];
            for (int change = random.Next(4); change > 0; change--)
            {
                int at = random.Next(bytes.Count), length = random.Next(1, 20);
                switch (random.Next(4))
                {
                    case 0: bytes[at] = (byte)random.Next(256); break;
                    case 1: bytes.RemoveRange(at, Math.Min(length, bytes.Count - at)); break;
                    case 2: bytes.InsertRange(at, bytes[..Math.Min(length, bytes.Count)]); break;
                    default: bytes.Insert(at, (byte)"\",\r\n"[random.Next(4)]); break;
                }
            }

            bool isTable = Check([.. bytes]);
            read += isTable ? 1 : 0;
            return isTable;
        });
        // Both happen: neither all is taken nor all refused.
        Assert.InRange(read, Cases / 10, Cases * 9 / 10);
    }

    private static async Task Within(Func<bool> read) => await Task.Run(() =>
    {
        for (int i = 0; i < Cases; i++) read();
    }).WaitAsync(Longest);

    /// <summary>Reads a file in every way; whether it is a table.</summary>
    private static bool Check(byte[] bytes)
    {
        try
        {
            using TableSource source = new("data.csv", () => new MemoryStream(bytes));
            Assert.NotEmpty(source.Columns);
            ReadTable table = source.Read(source.Options with { KeepIds = true });
            Assert.DoesNotContain(table.Features.Rows.ToArray(), float.IsInfinity);
            Assert.Equal(table.Features.Count, source.ReadLines([.. Enumerable.Range(0, table.Features.Count).Select(row => (long)row)], out _).Count);
            TableDescription description = source.Describe(source.Options with { KeepIds = true });
            Assert.Equal(table.Features.Count, description.RowCount);
            // A schema that was found reads the same rows again.
            Assert.Equal(table.Features.Rows.ToArray(), source.ReadBlocks(description.Schema).SelectMany(block => block.Rows.ToArray()));
            return true;
        }
        catch (TableException e)
        {
            Assert.StartsWith("data.csv", e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', e.Message);
            Assert.InRange(e.Message.Length, 10, 1200);
            return false;
        }
    }
}
