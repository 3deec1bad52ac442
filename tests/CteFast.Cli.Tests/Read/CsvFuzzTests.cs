using System.Text;
using CteFast.Cli.Read;
using CteFast.Cli.Shell;
using CteFast.Data;

namespace CteFast.Cli.Tests.Read;

/// <summary>Random files: each is a table or is refused with one line.</summary>
public sealed class CsvFuzzTests
{
    private const int Cases = 3000;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private static readonly string[] Pieces =
        ["a", "b", "1", "-2.5", "1e9", "1e99", "NaN", "NA", "inf", ",", ",", ",", "\n", "\n", "\r\n", "\r", "\"", "\"", "\"\"", " ", "\t", ";", "#", "é", "価", "\ufeff", "\0", "\u2028", "=", "'"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Read_RandomPieces_TableOrOneLine(int seed)
    {
        Random random = new(seed);
        await Within(() => Check(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(80)).Select(_ => Pieces[random.Next(Pieces.Length)])))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Read_RandomBytes_TableOrOneLine(int seed)
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
    public async Task Read_DamagedTable_TableOrOneLine(int seed)
    {
        Random random = new(seed);
        byte[] table = Encoding.UTF8.GetBytes(SmallTable.Create(12));
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

    /// <summary>Reads a file in every way; whether it is a table of numbers, categories and missing values.</summary>
    private static bool Check(byte[] bytes)
    {
        bool isTable = false;
        try
        {
            using CsvFile file = new("data.csv", () => new MemoryStream(bytes));
            Assert.NotEmpty(file.Columns);
            int[] columns = [.. Enumerable.Range(0, file.Columns.Count)];
            Attempt(() =>
            {
                CsvFeatures table = CsvFeatures.Read(file, columns, new Dictionary<string, FeatureKind>(), progress: null);
                Assert.InRange(table.Numbers.RowCount, 1, file.CountLines());
                Assert.DoesNotContain(table.Numbers.Values.ToArray(), float.IsInfinity);
                Assert.Equal(table.Numbers.RowCount, file.Lines([.. Enumerable.Range(0, table.Numbers.RowCount).Select(row => (long)row)]).Count());
                isTable = true;
            });
            Attempt(() => Assert.All(file.ReadNumbers(columns).Values.ToArray(), value => Assert.True(float.IsFinite(value))));
            Attempt(() => Assert.DoesNotContain(file.ReadNumbers(columns, allowMissing: true).Values.ToArray(), float.IsInfinity));
        }
        catch (InputException e)
        {
            CheckMessage(e);
        }

        return isTable;
    }

    private static void Attempt(Action read)
    {
        try
        {
            read();
        }
        catch (InputException e)
        {
            CheckMessage(e);
        }
    }

    private static void CheckMessage(InputException e)
    {
        Assert.Contains("data.csv", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', InputException.OneLine(e.Message));
        Assert.InRange(e.Message.Length, 10, 1200);
    }
}
