using CteFast.Data;
using Parquet;
using Parquet.Schema;

namespace CteFast.Tables.Tests;

/// <summary>Files that Parquet.Net writes.</summary>
public sealed class ParquetTests
{
    private static async Task<MemoryStream> Write(int groups = 1)
    {
        var number = new DataField<double?>("a");
        var text = new DataField<string>("c");
        var date = new DataField<DateTime>("d");
        var money = new DataField<decimal>("m");
        var flag = new DataField<bool>("f");
        var whole = new DataField<int?>("n");
        var stream = new MemoryStream();
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(number, text, date, money, flag, whole), stream))
        {
            for (int group = 0; group < groups; group++)
            {
                using ParquetRowGroupWriter rows = writer.CreateRowGroup();
                await rows.WriteAsync<double>(number, new double?[] { 1.5, null, 3 });
                await rows.WriteAsync(text, new[] { "y", null, "x" }!);
                await rows.WriteAsync<DateTime>(date, new[] { new DateTime(2000, 1, 2), new DateTime(2000, 1, 3), new DateTime(2000, 1, 4) });
                await rows.WriteAsync<decimal>(money, new[] { 1.25m, 2, 3 });
                await rows.WriteAsync<bool>(flag, new[] { true, false, true });
                await rows.WriteAsync<int>(whole, new int?[] { null, 7, 8 });
            }
        }

        stream.Position = 0;
        return stream;
    }

    [Fact]
    public async Task Columns_BecomeFeatures()
    {
        ReadTable table = TableReader.ReadParquet(await Write(groups: 2), "t.parquet", new() { DatesAsNumbers = true });
        float[] once = [1.5f, 1, 1, 1.25f, 1, float.NaN, float.NaN, float.NaN, 2, 2, 0, 7, 3, 0, 3, 3, 1, 8];
        Assert.Equal([.. once, .. once], table.Features.Rows.ToArray());
        Assert.Equal(["x", "y"], table.Schema[1].Levels);
        Assert.Equal(FeatureKind.Boolean, table.Schema[4].Kind);
    }

    [Fact]
    public async Task Wanted_ColumnsAlone_AreRead()
    {
        ReadTable table = TableReader.ReadParquet(await Write(), "t.parquet", new() { Columns = ["m", "a"] });
        Assert.Equal([1.25f, 1.5f, 2, float.NaN, 3, 3], table.Features.Rows.ToArray());
    }

    [Fact]
    public void Damage_IsNamed()
        => Assert.StartsWith("t.parquet: the file is no whole Parquet file", Assert.Throws<TableException>(() => TableReader.ReadParquet(new MemoryStream(new byte[100]), "t.parquet")).Message, StringComparison.Ordinal);
}
