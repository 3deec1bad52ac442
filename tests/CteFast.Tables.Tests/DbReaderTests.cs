using System.Data;
using CteFast.Data;
using Microsoft.Data.Sqlite;

namespace CteFast.Tables.Tests;

public sealed class DbReaderTests
{
    [Fact]
    public void Sqlite_Rows_AreRead()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "create table t (a integer, b real, c text); insert into t values (1, 2.5, 'x'), (null, 3.5, 'y'), (3, null, null); select * from t";
        using SqliteDataReader reader = command.ExecuteReader();
        ReadTable table = TableReader.Read(reader);
        Assert.Equal([1, 2.5f, 0, float.NaN, 3.5f, 1, 3, float.NaN, float.NaN], table.Features.Rows.ToArray());
        Assert.Equal(["x", "y"], table.Schema[2].Levels);
    }

    [Fact]
    public void DataTable_Types_BecomeKinds()
    {
        using var data = new DataTable();
        data.Columns.Add("flag", typeof(bool));
        data.Columns.Add("when", typeof(DateTime));
        data.Columns.Add("money", typeof(decimal));
        data.Rows.Add(true, new DateTime(2000, 1, 3), 1.5m);
        data.Rows.Add(DBNull.Value, DBNull.Value, DBNull.Value);
        ReadTable table = TableReader.Read(data.CreateDataReader(), options: new() { DatesAsNumbers = true });
        Assert.Equal(FeatureKind.Boolean, table.Schema[0].Kind);
        Assert.Equal([1, 2, 1.5f, float.NaN, float.NaN, float.NaN], table.Features.Rows.ToArray());
        Assert.Equal(["flag", "money"], TableReader.Read(data.CreateDataReader()).Schema.Select(feature => feature.Name));
    }

    [Fact]
    public void Nested_Column_IsRefusedByName()
    {
        using var data = new DataTable();
        data.Columns.Add("list", typeof(int[]));
        data.Rows.Add(new object[] { new[] { 1, 2 } });
        Assert.Contains("column 'list'", Assert.Throws<TableException>(() => TableReader.Read(data.CreateDataReader())).Message, StringComparison.Ordinal);
    }
}
