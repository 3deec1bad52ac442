using System.Text;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Tests.Models.Reading;
using CteFast.Explain.Tests.Models.Reading.LightGbm;
using CteFast.Explain.Tests.Models.Reading.Onnx;
using CteFast.Explain.Tests.Models.Reading.Xgboost;

namespace CteFast.Explain.Tests.Models;

/// <summary>Models come from any stream, in pieces of any size, and cost no memory but their own.</summary>
public class StreamedModelTests
{
    private const long MoreThanAnArrayHolds = 5L << 29;

    public static TheoryData<string> Formats() => MalformedModelTests.Formats();

    public static TheoryData<string> SmallFormats() => new(MadeModelFiles.Small.Keys);

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_InPiecesOfAnySize_IsTheModelOfTheWhole(string format)
    {
        byte[] bytes = MadeModelFiles.Large[format]().Bytes;
        IModel whole = ModelReader.Read(bytes, "whole");
        foreach (int most in new[] { 1 << 20, 3000 })
            Same(whole, ModelReader.Read(new PatientStream(bytes, most, most), "pieces"));
    }

    [Theory]
    [MemberData(nameof(SmallFormats))]
    public void Read_CutAtAnyByte_IsRefused(string format)
    {
        (byte[] bytes, int needed) = MadeModelFiles.Small[format]();
        Same(ModelReader.Read(bytes, "whole"), ModelReader.Read(new PatientStream(bytes), "pieces"));
        for (int length = 0; length < needed; length++)
        {
            var e = Assert.Throws<ModelFormatException>(() => ModelReader.Read(new PatientStream(bytes[..length], length), "cut"));
            Assert.StartsWith("cut: ", e.Message);
        }
    }

    /// <summary>Between the parts, more than two gigabytes that no reader wants.</summary>
    private static Dictionary<string, (byte[] Before, byte[] Filling, long Length, byte[] After)> Filled { get; } = new()
    {
        ["JSON"] = (Encoding.UTF8.GetBytes("{\"attributes\":[0"), [.. Enumerable.Repeat(",1234567890123456789"u8.ToArray(), 3000).SelectMany(part => part)], 1L << 28,
            [.. "],"u8, .. new XgboostModelText().Utf8().AsSpan(1)]),
        ["UBJSON"] = ([.. "{U\u0001a[$U#L"u8, .. BitConverter.GetBytes(MoreThanAnArrayHolds).Reverse()], new byte[1 << 16], MoreThanAnArrayHolds,
            UbjsonBytes.Of(new XgboostModelText().Utf8())[1..]),
        ["ONNX"] = ([.. new ProtoWriter().Varint(1, 8).ToArray(), 0x32, .. new ProtoWriter().Raw((ulong)MoreThanAnArrayHolds).ToArray()], new byte[1 << 16], MoreThanAnArrayHolds,
            new MadeOnnx(1, 1).ToNamed("TreeEnsembleRegressor", "target").ToArray()),
    };

    public static TheoryData<string> FilledFormats() => new(Filled.Keys);

    [Theory]
    [MemberData(nameof(FilledFormats))]
    public void Read_LongerThanMemory_TakesNoMoreThanTheModel(string format)
    {
        (byte[] before, byte[] filling, long length, byte[] after) = Filled[format];
        long end = before.Length + length / filling.Length * filling.Length;
        var stream = new PatientStream((position, _) => position == 0 ? before : position < end ? filling : position == end ? after : [], most: 1 << 20);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        Assert.IsType<TreeEnsemble>(ModelReader.Read(stream, "long"));
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Assert.InRange(allocated, 0, 1 << 22);
    }

    // A token that does not end is not held for ever.
    [Theory]
    [InlineData("{\"learner\":\"", "aaaaaaaaaaaaaaaa")]
    [InlineData("{\"learner\":", "1111111111111111")]
    [InlineData("{\"", "aaaaaaaaaaaaaaaa")]
    [InlineData("tree\nversion=v4\nfeature_names=", "aaaaaaaaaaaaaaaa")]
    public void Read_EndlessToken_IsRefused(string start, string endless)
    {
        byte[] filling = [.. Enumerable.Repeat(Encoding.UTF8.GetBytes(endless), 1 << 16).SelectMany(part => part)];
        var stream = new PatientStream((position, _) => position == 0 ? Encoding.UTF8.GetBytes(start) : filling, most: 1 << 20);
        Assert.Contains("of more than 64 MB begins here", Assert.Throws<ModelFormatException>(() => ModelReader.Read(stream, "endless")).Message);
    }

    // Looked at anew with every piece, a text of 30 MB would take hours.
    [Theory]
    [InlineData("{\"attributes\":{\"a\":\"", "\"},")]
    [InlineData("{\"", "\":1,")]
    public void Read_LongTokenInSmallPieces_IsReadInTime(string before, string after)
    {
        byte[] model = [.. Encoding.UTF8.GetBytes(before), .. Enumerable.Repeat((byte)'a', 30_000_000), .. Encoding.UTF8.GetBytes(after), .. new XgboostModelText().Utf8().AsSpan(1)];
        Assert.IsType<TreeEnsemble>(ModelReader.Read(new PatientStream(model, most: 100), "pieces"));
    }

    public static TheoryData<string> Declarations() => new(Declared.Keys);

    /// <summary>Small files that say that two gigabytes and more follow.</summary>
    private static Dictionary<string, byte[]> Declared { get; } = new()
    {
        ["JSON nodes"] = new XgboostModelText { Nodes = "2000000000" }.Utf8(),
        ["JSON trees"] = new XgboostModelText { DeclaredTrees = "2000000000" }.Utf8(),
        ["JSON classes"] = new XgboostModelText { Classes = 2000000000 }.Utf8(),
        ["UBJSON typed array"] = Ubjson("[$d#l\u007f\u00ff\u00ff\u00ff"),
        ["UBJSON counted array"] = Ubjson("[#l\u007f\u00ff\u00ff\u00ffU\u0001"),
        ["UBJSON counted object"] = Ubjson("{#l\u007f\u00ff\u00ff\u00ffU\u0001aZ"),
        ["UBJSON text"] = Ubjson("Sl\u007f\u00ff\u00ff\u00ff"),
        ["LightGBM leaves"] = Encoding.UTF8.GetBytes(new MadeLightGbm(1).ToText().Replace("num_leaves=", "num_leaves=2000000")),
        ["LightGBM outputs"] = Encoding.UTF8.GetBytes(new MadeLightGbm(1).ToText().Replace("num_tree_per_iteration=1", "num_tree_per_iteration=2000000000")),
        ["ONNX graph"] = Onnx(0x3A),
        ["ONNX node"] = Onnx(0x0A, 0x3A),
        ["ONNX attribute"] = Onnx(0x2A, 0x0A, 0x3A),
        ["ONNX integers"] = Onnx(0x42, 0x2A, 0x0A, 0x3A),
        ["ONNX floats"] = Onnx(0x3A, 0x2A, 0x0A, 0x3A),
        ["ONNX text"] = Onnx(0x4A, 0x2A, 0x0A, 0x3A),
        ["ONNX raw tensor"] = Onnx(0x4A, 0x2A, 0x2A, 0x0A, 0x3A),
    };

    [Theory]
    [MemberData(nameof(Declarations))]
    public void Read_GigabytesDeclared_AreNotAllocated(string what)
    {
        Assert.Throws<ModelFormatException>(() => ModelReader.Read(Declared[what], "warm-up"));
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ModelFormatException>(() => ModelReader.Read(new PatientStream(Declared[what]), "declared"));
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Assert.InRange(allocated, 0, 1 << 20);
    }

    /// <summary>A file with the value in place of the names of the features.</summary>
    private static byte[] Ubjson(string value) => Encoding.Latin1.GetBytes($"{{U\u0007learner{{U\u000dfeature_names{value}");

    /// <summary>Messages around each other, the innermost field first; each says that two gigabytes follow.</summary>
    private static byte[] Onnx(params byte[] fields)
    {
        byte[] bytes = [1, 2, 3, 4];
        ulong length = int.MaxValue;
        foreach (byte field in fields)
        {
            bytes = [field, .. new ProtoWriter().Raw(length).ToArray(), .. bytes];
            length += 6;
        }

        return [.. new ProtoWriter().Varint(1, 8).ToArray(), .. bytes];
    }

    private static void Same(IModel expected, IModel actual)
    {
        Assert.Equal(expected.FeatureNames, actual.FeatureNames);
        float[] rows = ModelAssert.RandomRows(50 * expected.FeatureCount, 1);
        float[] ofExpected = new float[50 * expected.OutputCount], ofActual = new float[ofExpected.Length];
        expected.Predict(rows, ofExpected);
        actual.Predict(rows, ofActual);
        Assert.Equal(ofExpected, ofActual);
    }
}
