using System.Text;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;
using Microsoft.ML;

namespace CteFast.MLNet.Tests;

/// <summary>What ML.NET writes as ONNX is read as it means it, by raw columns, or refused by name.</summary>
public sealed class OnnxExportTests
{
    private static readonly House[] Data = MadeTable.Rows(400, seed: 3);

    [Theory]
    [InlineData("FastTree", true)]
    [InlineData("FastTree", false)]
    [InlineData("FastForest", true)]
    [InlineData("FastTreeTweedie", true)]
    [InlineData("LightGbm", true)]
    [InlineData("FastTreeBinary", true)]
    [InlineData("FastForestBinary", true)]
    [InlineData("LightGbmBinary", true)]
    [InlineData("FastTreeRanking", true)]
    [InlineData("LightGbmRanking", true)]
    [InlineData("LightGbmClasses", true)]
    [InlineData("LightGbmSoftmaxClasses", true)]
    [InlineData("FastTreeClasses", true)]
    [InlineData("FastForestClasses", true)]
    public void Read_Export_PredictsWhatThePipelineDoes(string trainer, bool replaces)
    {
        ITransformer pipeline = Trainers.Fit(trainer, Data, replaces, withVector: true);
        TreeEnsemble model = Assert.IsType<TreeEnsemble>(ModelReader.Read(Export(pipeline), trainer));
        Assert.Equal(["Area", "Distance", "Rooms", "City", "Garden", "Noise[0]", "Noise[1]", "Noise[2]"], model.FeatureNames);
        float[] rows = Rows(model), made = new float[Data.Length * model.OutputCount];
        bool isBinary = trainer.EndsWith("Binary", StringComparison.Ordinal);
        model.WithOutput(TreeEnsembleOutput.Transformed).Predict(rows, made);
        // Beside rounding: the export computes in single precision, and so do its links.
        Assert.All(made.Zip(MadeTable.Predict(pipeline, Data, isBinary ? "Probability" : "Score")), pair => Assert.Equal(pair.Second, pair.First, 2e-5f * Math.Max(1, Math.Abs(pair.Second))));
    }

    [Theory]
    [InlineData("FastTreeClasses")]
    [InlineData("LightGbmSoftmaxClasses")]
    public void Read_Classes_HaveTheMarginsOfTheDoor(string trainer)
    {
        ITransformer pipeline = Trainers.Fit(trainer, Data, replaces: true, withVector: true);
        TreeEnsemble model = Assert.IsType<TreeEnsemble>(ModelReader.Read(Export(pipeline), trainer));
        MLNetModel door = MLNetModel.Create(MadeTable.Context, pipeline, MadeTable.View(Data), new MLNetOptions { Output = MLNetOutput.Margin });
        float[] read = new float[3 * Data.Length], direct = new float[3 * Data.Length];
        model.Predict(Rows(model), read);
        door.Predict(door.ToRows(MadeTable.View(Data)), direct);
        Assert.All(read.Zip(direct), pair => Assert.Equal(pair.Second, pair.First, 1e-5f * Math.Max(1, Math.Abs(pair.Second))));
    }

    [Fact]
    public void Read_SplitsByCategory_AreRefusedByName()
    {
        // ML.NET writes feature -1 for such splits: no reader could know what they ask.
        byte[] export = Export(Trainers.Fit("LightGbmCategorical", Data, replaces: true));
        Assert.Contains("feature -1", Assert.Throws<ModelFormatException>(() => ModelReader.Read(export, "export")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OperatorThatMixesColumns_IsRefusedByNameWithAdvice()
    {
        ITransformer pipeline = MadeTable.Featurisation(replaces: true).Append(MadeTable.Context.Transforms.NormalizeLpNorm("Features"))
            .Append(MadeTable.Context.Regression.Trainers.FastTree(nameof(House.Price), numberOfTrees: 3)).Fit(MadeTable.View(Data));
        string message = Assert.Throws<ModelFormatException>(() => ModelReader.Read(Export(pipeline), "export")).Message;
        Assert.Contains("operator", message, StringComparison.Ordinal);
        Assert.Contains("ONNX Runtime", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FastTreeClasses", "Sigmoid", "Softmax")]
    [InlineData("FastTreeClasses", "Clip", "Relu")]
    [InlineData("FastTreeClasses", "Not", "Abs")]
    [InlineData("FastTreeClasses", "Div", "Sub")]
    [InlineData("FastTreeClasses", "Sum", "Max")]
    [InlineData("LightGbmSoftmaxClasses", "Exp", "Abs")]
    [InlineData("LightGbmSoftmaxClasses", "Div", "Mul")]
    [InlineData("LightGbmSoftmaxClasses", "Concat", "Gather")]
    public void Read_ClassesMadeOtherwise_AreRefusedWithAdvice(string trainer, string op, string other)
    {
        // Every name that has the word changes alike, so that the graph stays whole.
        string bytes = Encoding.Latin1.GetString(Export(Trainers.Fit(trainer, Data, replaces: true)));
        Assert.Contains(op, bytes, StringComparison.Ordinal);
        byte[] changed = Encoding.Latin1.GetBytes(bytes.Replace(op, other, StringComparison.Ordinal));
        Assert.Contains("ONNX Runtime", Assert.Throws<ModelFormatException>(() => ModelReader.Read(changed, "export")).Message, StringComparison.Ordinal);
    }

    private static byte[] Export(ITransformer pipeline)
    {
        using var stream = new MemoryStream();
        MadeTable.Context.Model.ConvertToOnnx(pipeline, MadeTable.View(Data), stream);
        return stream.ToArray();
    }

    // A text that is no level has no code: any number that is none stands for it.
    private static float[] Rows(TreeEnsemble model)
    {
        IReadOnlyList<string> cities = model.FeatureLevels[3]!;
        return [.. Data.SelectMany(row => (float[])[row.Area, (float)row.Distance, row.Rooms, row.City.Length == 0 ? -1 : Code(cities, row.City), row.Garden ? 1 : 0, .. row.Noise])];
    }

    private static int Code(IReadOnlyList<string> levels, string level) => levels.ToList().IndexOf(level);
}
