using CteFast.Explain.Models.Networks;
using CteFast.Explain.Models.Reading;
using CteFast.Explain.Models.Reading.Catboost;
using CteFast.Explain.Models.Reading.LightGbm;
using CteFast.Explain.Models.Reading.Networks;
using CteFast.Explain.Models.Reading.Onnx;
using CteFast.Explain.Models.Reading.Xgboost;
using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Models;

/// <summary>Reads a model file of any format there is a reader for, told apart by its contents.</summary>
public static class ModelReader
{
    private const int MostMembers = 100;

    /// <summary>Reads an XGBoost model (JSON, UBJSON), a LightGBM model (text), a CatBoost model (JSON, numeric features and symmetric trees), an ONNX tree ensemble or plain network, or a <c>ctefast-mlp/1</c> network.</summary>
    /// <param name="path">The file; its name leads every error message.</param>
    /// <returns>A <see cref="TreeEnsemble"/> or <see cref="Linear.LinearModel"/> giving margins, or a <see cref="NetworkModel"/>.</returns>
    /// <exception cref="ModelFormatException">The file is none of them, or its contents cannot be used.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static IModel ReadFile(string path)
    {
        using ByteSource source = ByteSource.Open(path);
        return Read(source);
    }

    /// <summary>Reads a stream, which need not be seekable; the formats are those of <see cref="ReadFile"/>.</summary>
    /// <param name="stream">The model.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ModelFormatException">The contents cannot be used.</exception>
    public static IModel Read(Stream stream, string name) => Read(new ByteSource(stream, name));

    /// <summary>Reads a model in memory; the formats are those of <see cref="ReadFile"/>.</summary>
    /// <param name="bytes">The model.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ModelFormatException">The contents cannot be used.</exception>
    public static IModel Read(ReadOnlyMemory<byte> bytes, string name) => Read(ByteSource.Of(bytes, name));

    private static IModel Read(ByteSource source)
    {
        ReadOnlySpan<byte> start = source.Peek(OtherFile.Length);
        if (OtherFile.Describe(start) is { } other)
            throw new ModelFormatException(source.File, "", other);
        return LightGbmText.IsLightGbm(start) ? LightGbmReader.Read(source)
            : OnnxGraph.IsOnnx(start) ? ReadOnnx(source)
            : ValueReader.Read(source, Read);
    }

    private static IModel ReadOnnx(ByteSource source)
    {
        OnnxGraph graph = OnnxGraph.Read(source);
        return graph.HasTrees ? OnnxReader.Build(graph, source.Position) : OnnxNetwork.Build(graph);
    }

    /// <summary>Tells the kinds of JSON apart by the members that come, in whatever order.</summary>
    private static IModel Read(ValueReader file)
    {
        ValueKind kind = file.Kind;
        var members = new HashSet<string>();
        var trees = new XgboostFile(file);
        var symmetric = new CatboostFile(file);
        var network = new NetworkFile(file);
        if (file.Kind == ValueKind.Object)
        {
            file.Members(name =>
            {
                if (members.Count < MostMembers)
                    members.Add(name);
                if (!trees.Read(name) && !symmetric.Read(name))
                    network.Read(name);
            });
        }

        return trees.HasLearner ? trees.Build()
            : symmetric.HasTrees ? new TreeEnsemble(symmetric.BuildTrees())
            : network.HasFormat ? network.Build()
            : throw file.Fault(OtherFile.DescribeJson(kind, members) ?? "not a model that can be read; supported are XGBoost's save_model "
                + $"(JSON and UBJSON), LightGBM's save_model, CatBoost's save_model (format=\"json\"), ONNX tree ensembles, plain ONNX networks and networks of format \"{NetworkJsonReader.Format}\"");
    }
}
