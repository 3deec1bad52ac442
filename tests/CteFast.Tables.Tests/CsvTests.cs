using System.Text;
using CteFast.Data;

namespace CteFast.Tables.Tests;

public sealed class CsvTests
{
    private static ReadTable Read(string text, TableOptions options = default) => TableReader.ReadCsv(new MemoryStream(Encoding.UTF8.GetBytes(text)), "t.csv", options);

    private static TableException Fails(string text, TableOptions options = default) => Assert.Throws<TableException>(() => Read(text, options));

    [Theory]
    [InlineData(",", ".", "\n")]
    [InlineData(";", ".", "\r\n")]
    [InlineData(";", ",", "\n")]
    [InlineData("\t", ".", "\r")]
    [InlineData("\t", ",", "\r\n")]
    [InlineData("|", ".", "\n")]
    public void Dialect_IsFound(string separator, string point, string lineEnd)
    {
        string[][] rows = [["a", "city", "b"], ["1.5", "Paris", "2"], ["-0.25", "\"Ly\"\"on\"", "3"], ["1e3", "Paris", ""]];
        string text = string.Concat(rows.Select(row => string.Join(separator, row.Select(cell => cell.Replace(".", point))) + lineEnd));
        ReadTable table = Read(text);
        Assert.Equal(["a", "city", "b"], table.Schema.Select(feature => feature.Name));
        Assert.Equal([1.5f, 1, 2, -.25f, 0, 3, 1000, 1, float.NaN], table.Features.Rows.ToArray());
        Assert.Equal(["Ly\"on", "Paris"], table.Schema[1].Levels);
        Assert.Equal(separator != ",", table.Findings.Any(finding => finding.Kind == TableFindingKind.Separator));
        Assert.Equal(point == ",", table.Findings.Any(finding => finding.Kind == TableFindingKind.DecimalComma));
    }

    [Theory]
    [InlineData("")]
    [InlineData("NA")]
    [InlineData("N/A")]
    [InlineData("n/a")]
    [InlineData("NaN")]
    [InlineData("nan")]
    [InlineData("null")]
    [InlineData("NULL")]
    [InlineData("None")]
    public void Missing_Spellings_AreOne(string word)
    {
        ReadTable table = Read($"a,c\n1,x\n{word},y\n3,{word}\n");
        Assert.Equal([1, 0, float.NaN, 1, 3, float.NaN], table.Features.Rows.ToArray());
        Assert.Equal(["x", "y"], table.Schema[1].Levels);
        Assert.Equal(word.Length > 0, table.Findings.Any(finding => finding.Kind == TableFindingKind.Missing));
    }

    [Fact]
    public void Missing_QuestionMark_IsMissingWhenTold()
    {
        string message = Fails("a,b\n1,1\n?,1\n3,1\n").Message;
        Assert.StartsWith("t.csv, line 3 (row 1), column 'a': '?' is not a number", message, StringComparison.Ordinal);
        Assert.Equal([1, 1, float.NaN, 1], Read("a,b\n1,1\n?,1\n", new() { Missing = ["?"] }).Features.Rows.ToArray());
    }

    [Fact]
    public void Header_OfNumbers_IsNone()
    {
        ReadTable table = Read("7.4,0.7,5\n7.8,0.88,6\n");
        Assert.Equal(["x0", "x1", "x2"], table.Schema.Select(feature => feature.Name));
        Assert.Equal(2, table.Features.Count);
        Assert.Contains(table.Findings, finding => finding.Kind == TableFindingKind.Header);
    }

    [Fact]
    public void Header_ThatLooksLikeARow_IsSaid()
    {
        ReadTable table = Read("28/01/2018,boots\n29/01/2018,jacket\n30/01/2018,boots\n");
        Assert.Contains(table.Findings, finding => finding.Kind == TableFindingKind.Header);
        Assert.Equal(3, Read("28/01/2018,boots\n29/01/2018,jacket\n30/01/2018,boots\n", new() { HasHeader = false }).Features.Count);
    }

    [Fact]
    public void Preamble_IsNamedAndReadWhenTold()
    {
        const string text = "Sales,,\n,,\na,b,c\n1,2,3\n4,5,6\n";
        TableException e = Fails(text);
        Assert.Equal((nameof(TableOptions.SkipLines), "t.csv, line 1"), (e.Option, e.Place));
        Assert.Contains("such as 2", e.Message, StringComparison.Ordinal);
        Assert.Equal(["a", "b", "c"], Read(text, new() { SkipLines = 2 }).Schema.Select(feature => feature.Name));
        Assert.Equal([1, 2, 3, 4, 5, 6], Read(text, new() { SkipLines = 2 }).Features.Rows.ToArray());
    }

    [Theory]
    [InlineData("a,b\n1,2\n1,2,3\n", "t.csv, line 3 (row 1): 3 fields, but the header names 2")]
    [InlineData("a,b\n1,2\n\n1\n", "t.csv, line 4 (row 1): 1 field, but the header names 2")]
    [InlineData("a,b\n1,5\" x\n2,6\" y\n", "t.csv, at or before line 2: a quote is open or stands inside a field")]
    [InlineData("a,b\n1,\"x\n2,y\n", "t.csv, at or before line 2: a quote is open")]
    [InlineData("a,a\n1,2\n", "2 columns are called 'a'")]
    [InlineData("a,b\n", "there are no rows")]
    [InlineData("", "the file is empty")]
    [InlineData("a,b\n1,2\n1e99,2\n", "t.csv, line 3 (row 1), column 'a': '1E+99' is not finite")]
    [InlineData("a,b\n1,2\nx,2\n3,2\n", "t.csv, line 3 (row 1), column 'a': 'x' is not a number, but other cells of the column (2) are")]
    [InlineData("a,b\nx,2\ny,2\n3,2\n", "t.csv, line 4 (row 2), column 'a': '3' is a number, but other cells of the column (2) are texts")]
    [InlineData("a,b\n$74.69,2\n$1.00,2\n", "t.csv, line 2 (row 0), column 'a': '$74.69' is a number with a currency")]
    [InlineData("a,b\n\"1,234\",2\n\"5,000\",2\n", "t.csv, line 2 (row 0), column 'a': '1,234' is a number with a currency, a per cent sign or thousands apart")]
    [InlineData("a;b\n1,234;2\n5,000;2\n", "the comma of '1,234' may stand for a point or between thousands")]
    public void Fault_IsNamed(string text, string expected) => Assert.Contains(expected, Fails(text).Message, StringComparison.Ordinal);

    [Fact]
    public void Numbers_WithCurrencyAndThousands_AreReadWhenTold()
    {
        var told = new TableOptions { Currency = true, Thousands = ',' };
        Assert.Equal([1234.5f, 2, -5, 3], Read("a,b\n\"$1,234.50\",2\n-$5,3\n", told).Features.Rows.ToArray());
        Assert.Contains("'12,34' is a number with", Fails("a,b\n\"12,34\",2\n", told).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dates_AreLeftOutOrNumbers()
    {
        const string text = "opened,a\n2000-01-02,1\n2001-01-01,2\n";
        ReadTable left = Read(text);
        Assert.Equal(["a"], left.Schema.Select(feature => feature.Name));
        Assert.Equal("opened", Assert.Single(left.Findings, finding => finding.Kind == TableFindingKind.Date).Column);
        Assert.Equal([1, 1, 366, 2], Read(text, new() { DatesAsNumbers = true }).Features.Rows.ToArray());
        Assert.Equal(nameof(TableOptions.DateFormat), Fails("d,a\n03/04/2000,1\n", new() { DatesAsNumbers = true }).Option);
        Assert.Equal([93, 1], Read("d,a\n03/04/2000,1\n", new() { DatesAsNumbers = true, DateFormat = "dd/MM/yyyy" }).Features.Rows.ToArray());
    }

    [Fact]
    public void Ids_AreLeftOut()
    {
        string text = "id,a\n" + string.Concat(Enumerable.Range(1, 20).Select(i => $"{i * 7 % 101},{i % 3}\n"));
        Assert.Equal(["a"], Read(text).Schema.Select(feature => feature.Name));
        Assert.Equal(["id", "a"], Read(text, new() { KeepIds = true }).Schema.Select(feature => feature.Name));
        Assert.Contains(Read(text).Findings, finding => finding is { Kind: TableFindingKind.Id, Column: "id" });
    }

    [Fact]
    public void Loans_AreReadInTheirWords()
    {
        string text = "id,income,age,city,owner,debt,opened,approved\n" + string.Concat(Enumerable.Range(1, 40).Select(i =>
            $"{i},{30000 + i * 37 % 1000},{(i % 5 == 0 ? "n/a" : "40")},{(i % 2 == 0 ? "\"New York, NY\"" : "Lyon")},{new[] { "yes", "Yes", "NO", "no" }[i % 4]},,2021-05-{i % 28 + 1:00},{(i % 3 == 0 ? "yes" : "no")}\n"));
        ReadTable table = Read(text, new() { Targets = ["approved"], IgnoreCase = true });
        Assert.Equal(["income", "age", "city", "owner", "debt"], table.Schema.Select(feature => feature.Name));
        Assert.Equal(["Lyon", "New York, NY"], table.Schema[2].Levels);
        Assert.Equal(FeatureKind.Boolean, table.Schema[3].Kind);
        Assert.Equal(["no", "yes"], table.Schema[3].Levels);
        Assert.Equal("no", table.Target!.Text(0));
        Assert.Equal("yes", table.Target.Text(2));
        Assert.Equal(FeatureKind.Categorical, Read(text, new() { Targets = ["approved"] }).Schema[3].Kind);
        Assert.Contains(Read(text).Findings, finding => finding is { Kind: TableFindingKind.Capitals, Column: "owner" });
    }

    [Fact]
    public void Labels_AsTexts_AreLevels()
    {
        ReadTable table = Read("a,s\n1,virginica\n2,setosa\n3,setosa\n", new() { Targets = ["s"] });
        Assert.Equal([1, 0, 0], table.Target!.Values.ToArray());
        Assert.Equal("virginica", table.Target.Text(0));
        Assert.Contains("the target is missing", Fails("a,s\n1,x\n2,\n", new() { Targets = ["s"] }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Levels_DoNotDependOnTheOrderOfRows()
    {
        ReadTable first = Read("c,a\nb,1\na,2\nc,3\n"), second = Read("c,a\nc,3\na,2\nb,1\n");
        Assert.Equal(first.Schema[0].Levels, second.Schema[0].Levels);
        Assert.Equal(["b", "a", "c"], Enumerable.Range(0, 3).Select(row => first.Features.Text(row, 0)));
    }

    [Fact]
    public void Schema_Wins()
    {
        var schema = new FeatureSchema([new Feature("city", FeatureKind.Categorical, new FeatureLevels(["Paris", "Lyon"])), new Feature("a"), new Feature("ok", FeatureKind.Boolean)]);
        ReadTable table = Read("ok,x,a,city\ntrue,1,5,Lyon\n0,1,6,Rome\n", new() { Schema = schema });
        Assert.Equal([1, 5, 1, float.NaN, 6, 0], table.Features.Rows.ToArray());
        Assert.Contains("Rome", Assert.Single(table.Findings, finding => finding.Kind == TableFindingKind.UnknownLevel).Text, StringComparison.Ordinal);
        Assert.Contains("there is no column 'city'", Fails("a,ok\n1,1\n", new() { Schema = schema }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_TooMany_AreRefusedOrLeftOut()
    {
        string text = "name,a\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"n{i},{i * i}\n"));
        Assert.Equal(nameof(TableOptions.Drop), Fails(text).Option);
        Assert.Equal(["a"], Read(text, new() { LeaveOutTexts = true }).Schema.Select(feature => feature.Name));
        Assert.Equal(300, Read(text, new() { Kinds = new Dictionary<string, FeatureKind> { ["name"] = FeatureKind.Categorical } }).Schema[0].Levels.Count);
    }

    [Fact]
    public void Encoding_IsStrict()
    {
        byte[] latin = Encoding.Latin1.GetBytes("stadt,a\nKöln,1\nBonn,2\n");
        Assert.Equal(nameof(TableOptions.Encoding), Assert.Throws<TableException>(() => TableReader.ReadCsv(new MemoryStream(latin), "t.csv")).Option);
        Assert.Contains("Köln", TableReader.ReadCsv(new MemoryStream(latin), "t.csv", new() { Encoding = Encoding.Latin1 }).Schema[0].Levels);
        byte[] wide = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("stadt,a\nKöln,1\n")];
        Assert.Contains("Köln", TableReader.ReadCsv(new MemoryStream(wide), "t.csv").Schema[0].Levels);
    }

    [Fact]
    public void SinglePrecision_ThatChangesNumbers_IsSaid()
        => Assert.Contains(Read("t,a\n1000000001,1\n1000000003,2\n1000000002,2\n").Findings, finding => finding is { Kind: TableFindingKind.SinglePrecision, Column: "t" });
}
