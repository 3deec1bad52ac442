using System.Globalization;
using System.Text;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Reading;

namespace CteFast.Explain.Tests.Models.Reading;

public class UbjsonReaderTests
{
    /// <summary>A member's value, written as JSON; Latin-1, so that a test can write bytes as escapes between the markers.</summary>
    private static string Json(string ubjson) =>
        ValueReader.Read(ByteSource.Of(Encoding.Latin1.GetBytes($"{{i\u0001v{ubjson}}}"), "file"), file =>
        {
            string json = "null";
            file.Members(name => json = Json(file));
            return json;
        });

    private static string Json(ValueReader file)
    {
        var parts = new List<string>();
        switch (file.Kind)
        {
            case ValueKind.Object:
                file.Members(name => parts.Add($"\"{name}\":{Json(file)}"));
                return $"{{{string.Join(',', parts)}}}";
            case ValueKind.Array:
                file.Items(() => parts.Add(Json(file)));
                return $"[{string.Join(',', parts)}]";
            case ValueKind.Text:
                return $"\"{file.Text()}\"";
            case ValueKind.Number:
                return file.Text();
            default:
                return file.Kind.ToString().ToLower(CultureInfo.InvariantCulture);
        }
    }

    private static string Fault(string ubjson)
    {
        var e = Assert.Throws<ModelFormatException>(() => Json(ubjson));
        Assert.StartsWith("byte ", e.Location);
        return e.Message;
    }

    // By the specification, ubjson.org (draft 12).
    [Theory]
    [InlineData("Z", "null")]
    [InlineData("T", "true")]
    [InlineData("F", "false")]
    [InlineData("i\u00ff", "-1")]
    [InlineData("U\u00ff", "255")]
    [InlineData("I\u0001\u0002", "258")]
    [InlineData("l\u00ff\u00ff\u00ff\u00fe", "-2")]
    [InlineData("L\0\0\0\u0001\0\0\0\0", "4294967296")]
    [InlineData("d\u0040\u0048\u00f5\u00c3", "3.140000104904175")]
    [InlineData("D\u0040\u0009\u0021\u00fb\u0054\u0044\u002d\u0018", "3.141592653589793")]
    [InlineData("d\u007f\u0080\0\0", "Infinity")]
    [InlineData("D\u007f\u00f8\0\0\0\0\0\0", "NaN")]
    [InlineData("Ca", "\"a\"")]
    [InlineData("Si\u0002hi", "\"hi\"")]
    [InlineData("SL\0\0\0\0\0\0\0\0", "\"\"")]
    [InlineData("[]", "[]")]
    [InlineData("[i\u0001Ti\u0002N]", "[1,true,2]")]
    [InlineData("[#i\u0002i\u0001NZ", "[1,null]")]
    [InlineData("[$U#i\u0003\u0001\u0002\u0003", "[1,2,3]")]
    [InlineData("[$d#L\0\0\0\0\0\0\0\u0001\u0040\u0048\u00f5\u00c3", "[3.140000104904175]")]
    [InlineData("[$[#i\u0002]#i\u0001T", "[[],[true]]")]
    [InlineData("[$S#i\u0001i\u0001a", "[\"a\"]")]
    [InlineData("{}", "{}")]
    [InlineData("{i\u0001ai\u0001i\u0001bN[]N}", "{\"a\":1,\"b\":[]}")]
    [InlineData("{#i\u0001i\u0001aZ", "{}")]         // null counts as not there
    [InlineData("{$i#i\u0001i\u0001a\u0005", "{\"a\":5}")]
    [InlineData("NNT", "true")]
    public void Read_Value_IsThatOfTheSpecification(string ubjson, string json) => Assert.Equal(json, Json(ubjson));

    [Theory]
    [InlineData("", "0x7D is no type")]
    [InlineData("d\0\0", "4 bytes are expected, but the file ends")]
    [InlineData("[", "0x7D is no type")]
    [InlineData("TT", "0x54 is no type")]
    [InlineData("T}T", "the file goes on")]
    [InlineData("Q", "0x51 is no type")]
    [InlineData("Hi\u00011", "arbitrary precision")]
    [InlineData("Si\u00ffab", "negative")]
    [InlineData("SL\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff", "2147483647 bytes are expected")]
    [InlineData("Si\u0001\u00ff", "not valid UTF-8")]
    [InlineData("{i\u0001\u00ffT}", "not valid UTF-8")]
    [InlineData("[$d#l\u007f\u00ff\u00ff\u00ff", "4 bytes are expected, but the file ends")]
    [InlineData("[$T#l\u007f\u00ff\u00ff\u00ff", "type 'T' in a typed container")]
    [InlineData("[$Z#i\u0001", "type 'Z' in a typed container")]
    [InlineData("[$U\u0001]", "a number of items")]
    [InlineData("{#L\0\0\0\u0001\0\0\0\0", "0x7D is no type")]
    [InlineData("[#L\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff", "0x7D is no type")]
    public void Read_Damaged_SaysWhatAndWhere(string ubjson, string message) => Assert.Contains(message, Fault(ubjson));

    [Theory]
    [InlineData("[")]
    [InlineData("{i\u0001a")]
    [InlineData("[$[#i\u0001")]
    public void Read_TenThousandLevels_IsRefused(string open) =>
        Assert.Contains("nested more than", Fault(string.Concat(Enumerable.Repeat(open, 10_000))));
}
