using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace CteFast.Tables.Tests;

/// <summary>Files that Apache.Arrow writes.</summary>
public sealed class ArrowTests
{
    private static RecordBatch Batch() => new RecordBatch.Builder()
        .Append("a", nullable: true, array => array.Double(column => column.Append(1.5).AppendNull().Append(3)))
        .Append("c", nullable: true, array => array.String(column => column.Append("y").AppendNull().Append("x")))
        .Append("n", nullable: false, array => array.Int32(column => column.Append(1).Append(2).Append(3)))
        .Append("f", nullable: false, array => array.Boolean(column => column.Append(true).Append(false).Append(true)))
        .Build();

    private static readonly float[] Once = [1.5f, 1, 1, 1, float.NaN, float.NaN, 2, 0, 3, 0, 3, 1];

    [Fact]
    public void Batches_BecomeFeatures()
    {
        using RecordBatch batch = Batch();
        Assert.Equal([.. Once, .. Once], TableReader.ReadArrow([batch, batch]).Features.Rows.ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Files_BecomeFeatures(bool isFile)
    {
        using RecordBatch batch = Batch();
        var stream = new MemoryStream();
        using (ArrowStreamWriter writer = isFile ? new ArrowFileWriter(stream, batch.Schema, leaveOpen: true) : new ArrowStreamWriter(stream, batch.Schema, leaveOpen: true))
        {
            writer.WriteRecordBatch(batch);
            writer.WriteRecordBatch(batch);
            writer.WriteEnd();
        }

        stream.Position = 0;
        Assert.Equal([.. Once, .. Once], TableReader.ReadArrow(stream, "t.arrow").Features.Rows.ToArray());
    }
}
