using CteFast.Cli.Read;
using CteFast.Cli.Shell;
using CteFast.Data;

namespace CteFast.Cli.Tests.Read;

public sealed class SchemaFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CsvFile _file = CsvText.File("a,b\n1,2\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_SomeColumns_TheirKinds()
    {
        IReadOnlyDictionary<string, FeatureKind> kinds = SchemaFile.Read(_folder.Write("schema.json", """{"b": "categorical", "a": "numeric"}"""), _file);

        Assert.Equal((2, FeatureKind.Numeric, FeatureKind.Categorical), (kinds.Count, kinds["a"], kinds["b"]));
    }

    [Fact]
    public void Read_NoFile_NamesNothing() => Assert.Empty(SchemaFile.Read(path: null, _file));

    [Theory]
    [InlineData("""{"c": "numeric"}""", "no column 'c'; its columns are a, b")]
    [InlineData("""{"a": "ordinal"}""", "'a': a kind is \"numeric\" or \"categorical\", not '\"ordinal\"'")]
    [InlineData("""{"a": 1}""", "'a': a kind is \"numeric\" or \"categorical\", not '1'")]
    [InlineData("""{"a": "numeric", "a": "numeric"}""", "names 'a' twice")]
    [InlineData("""["a"]""", "must hold an object")]
    [InlineData("{\n\"a\": numeric}", "line 2 is not JSON")]
    [InlineData("", "line 1 is not JSON")]
    public void Read_NotASchema_Said(string text, string expected)
    {
        string path = _folder.Write("schema.json", text);

        Assert.Contains(expected, Assert.Throws<InputException>(() => SchemaFile.Read(path, _file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MissingFile_Said()
        => Assert.Contains("does not exist", Assert.Throws<InputException>(() => SchemaFile.Read(_folder.File("none.json"), _file)).Message, StringComparison.Ordinal);
}
