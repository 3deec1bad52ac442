using System.Text.Json;
using System.Text.Json.Serialization;
using CteFast.Explain.Models;

namespace CteFast.Explain.Tests.Models;

public sealed class OutputKindTests
{
    /// <summary>Files and sentences have the same names, which saved explainers were written with.</summary>
    [Theory]
    [InlineData(OutputKind.Value, "value")]
    [InlineData(OutputKind.Margin, "margin")]
    [InlineData(OutputKind.Probability, "probability")]
    public void Name_Kind_IsThatOfFiles(OutputKind kind, string name)
    {
        var options = new JsonSerializerOptions { Converters = { new JsonStringEnumConverter<OutputKind>(allowIntegerValues: false) } };
        Assert.Equal($"\"{name}\"", JsonSerializer.Serialize(kind, options));
        Assert.Equal(kind, JsonSerializer.Deserialize<OutputKind>($"\"{name}\"", options));
        Assert.Equal(name, kind.Name());
    }
}
