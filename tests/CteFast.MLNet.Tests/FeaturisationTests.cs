using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace CteFast.MLNet.Tests;

/// <summary>Trees behind any usual featurisation are taken, or it is said why not; what they predict is what the pipeline does, to the bit.</summary>
public sealed class FeaturisationTests
{
    private static readonly House[] Data = MadeTable.Rows(400, seed: 4);

    public static TheoryData<string> Foldable => ["MinMax", "MeanVariance", "LogMeanVariance", "LogWithoutCdf", "Binning", "SupervisedBinning", "Robust", "Vector", "Indicator", "IndicatorAndReplace",
        "FeaturizeText", "HashedText", "CopyAndSelect", "TwoNormalisers", "Filled"];

    [Theory]
    [MemberData(nameof(Foldable))]
    public void Create_Featurisation_GivesItsTrees(string name)
    {
        (MLNetModel model, ITransformer pipeline) = Model(name);
        Assert.True(model is MLNetTreeModel, string.Join(" ", model.Info.Notes));
        Same(model, pipeline);
    }

    [Theory]
    [InlineData("MeanVarianceCdf", "NaN")]      // where numbers are very large
    [InlineData("Norm", "several columns")]
    [InlineData("Projection", "several columns")]
    [InlineData("NumberAsCode", "\"Rooms\"")]
    public void Create_FeaturisationThatCannotBeFolded_SaysWhy(string name, string word)
    {
        (MLNetModel model, ITransformer pipeline) = Model(name);
        Assert.IsNotType<MLNetTreeModel>(model);
        Assert.Contains(model.Info.Notes, note => note.StartsWith("Values are estimated:", StringComparison.Ordinal) && note.Contains(word, StringComparison.Ordinal));
        Same(model, pipeline);
    }

    [Fact]
    public void Create_NumberNamedAsLevels_GivesItsTrees()
    {
        (MLNetModel model, ITransformer pipeline) = Model("NumberAsCode", new MLNetOptions { Levels = ["Rooms"] });
        Assert.IsType<MLNetTreeModel>(model);
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7"], model.Schema[model.Schema.IndexOf("Rooms")].Levels);
        Same(model, pipeline);
        House stranger = new() { Rooms = 9, City = "Oslo" };
        Assert.Contains("\"Rooms\" has the number 9", Assert.Throws<ArgumentException>(() => model.ToTable(MadeTable.View([stranger]))).Message, StringComparison.Ordinal);
        float[] row = model.ToRows(MadeTable.View([Data[0]]));
        row[model.Schema.IndexOf("Rooms")] = 7;
        Assert.Contains("\"Rooms\"", Assert.Throws<ArgumentException>(() => model.Predict(row, new float[1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_NumbersWithMissingOnesNamedAsLevels_GiveTheirTrees()
    {
        (MLNetModel model, ITransformer pipeline) = Model("NumberAsCode", new MLNetOptions { Levels = ["Area", "Rooms"] });
        Assert.IsType<MLNetTreeModel>(model);
        float[] rows = model.ToRows(MadeTable.View(Data)), made = new float[Data.Length];
        Assert.Contains(float.NaN, rows);
        model.Predict(rows, made);
        Assert.Equal(MadeTable.Predict(pipeline, Data, "Score"), made);
    }

    [Theory]
    [InlineData("City", "\"City\" has the type", "HashedText")]
    [InlineData("Group", "\"Group\"", "NumberAsCode")]
    public void Create_LevelsOfOtherColumns_AreRefusedByName(string name, string words, string featurisation)
        => Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(() => Model(featurisation, new MLNetOptions { Levels = [name] })).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("FastTree")]
    [InlineData("FastTreeBinary")]
    [InlineData("LightGbmBinary")]
    [InlineData("FastForest")]
    [InlineData("LightGbmClasses")]
    [InlineData("FastTreeClasses")]
    public void Create_PipelineFromAFile_GivesTheSame(string trainer)
    {
        ITransformer pipeline = Trainers.Fit(trainer, Data, replaces: false);
        using var stream = new MemoryStream();
        MadeTable.Context.Model.Save(pipeline, MadeTable.View(Data).Schema, stream);
        stream.Position = 0;
        ITransformer loaded = MadeTable.Context.Model.Load(stream, out _);
        MLNetModel before = MLNetModel.Create(MadeTable.Context, pipeline, MadeTable.View(Data)), after = MLNetModel.Create(MadeTable.Context, loaded, MadeTable.View(Data));
        Assert.True(after is MLNetTreeModel, string.Join(" ", after.Info.Notes));
        float[] rows = before.ToRows(MadeTable.View(Data)), one = new float[Data.Length * before.OutputCount], two = new float[one.Length];
        before.Predict(rows, one);
        after.Predict(rows, two);
        Assert.Equal(one, two);
    }

    private static void Same(MLNetModel model, ITransformer pipeline)
    {
        House[] rows = [.. Data, .. Around().Select(distance => new House { Area = 90, Distance = distance, Rooms = 2, City = "Oslo", Noise = [1, 2, 3] })];
        var made = new float[rows.Length];
        model.Predict(model.ToRows(MadeTable.View(rows)), made);
        Assert.Equal(MadeTable.Predict(pipeline, rows, "Score"), made);
    }

    // Where boosters cut: in the middle between two values.
    private static IEnumerable<float> Around()
    {
        float[] sorted = [.. Data.Select(row => (float)row.Distance).Distinct().Order()];
        foreach (float middle in sorted.Zip(sorted.Skip(1), (low, high) => (low + high) / 2).Append(-5f).Append(1e6f))
        {
            yield return MathF.BitDecrement(middle);
            yield return middle;
            yield return MathF.BitIncrement(middle);
        }
    }

    private static (MLNetModel, ITransformer) Model(string name, MLNetOptions options = default)
    {
        TransformsCatalog make = MadeTable.Context.Transforms;
        IEstimator<ITransformer> distance = make.Conversion.ConvertType("D", nameof(House.Distance), DataKind.Single).Append(make.Conversion.ConvertType("R", nameof(House.Rooms), DataKind.Single));
        IEstimator<ITransformer> steps = name switch
        {
            "MinMax" => distance.Append(make.NormalizeMinMax("D", fixZero: false)),
            "MeanVariance" => distance.Append(make.NormalizeMeanVariance("D", fixZero: false)),
            "MeanVarianceCdf" => distance.Append(make.NormalizeMeanVariance("D", useCdf: true)),
            "LogMeanVariance" => distance.Append(make.NormalizeLogMeanVariance("D")),
            "LogWithoutCdf" => distance.Append(make.NormalizeLogMeanVariance("D", useCdf: false)),
            "Binning" => distance.Append(make.NormalizeBinning("D", maximumBinCount: 12)),
            "SupervisedBinning" => distance.Append(make.CopyColumns("Label", nameof(House.IsDear))).Append(make.NormalizeSupervisedBinning("D", maximumBinCount: 12)),
            "Robust" => distance.Append(make.NormalizeRobustScaling("D")),
            "Vector" => distance.Append(make.NormalizeMeanVariance("Noise")),
            "Indicator" => distance.Append(make.IndicateMissingValues("Gap", nameof(House.Area))).Append(make.Conversion.ConvertType("Gap", outputKind: DataKind.Single)),
            "IndicatorAndReplace" => distance.Append(make.IndicateMissingValues("Gap", nameof(House.Area))).Append(make.Conversion.ConvertType("Gap", outputKind: DataKind.Single))
                .Append(make.ReplaceMissingValues(nameof(House.Area), replacementMode: MissingValueReplacingEstimator.ReplacementMode.Maximum)),
            "FeaturizeText" => distance.Append(make.Text.FeaturizeText("Words", nameof(House.City))),
            "HashedText" => distance.Append(make.Categorical.OneHotHashEncoding("Words", nameof(House.City), numberOfBits: 4)),
            "CopyAndSelect" => distance.Append(make.CopyColumns("D2", "D")).Append(make.SelectColumns("Area", "D", "R", "Garden", "Noise", "Price", "D2")),
            "TwoNormalisers" => distance.Append(make.NormalizeMinMax("D")).Append(make.NormalizeMeanVariance("D")).Append(make.Concatenate("Pair", "D", "R")).Append(make.NormalizeBinning("Pair", maximumBinCount: 40)),
            "Filled" => distance.Append(make.Concatenate("Pair", nameof(House.Area), "D")).Append(make.ReplaceMissingValues("Pair", replacementMode: MissingValueReplacingEstimator.ReplacementMode.Mean)),
            "Norm" => distance.Append(make.Concatenate("Pair", "D", "R")).Append(make.NormalizeLpNorm("Pair")),
            "Projection" => distance.Append(make.Concatenate("Pair", "D", "R")).Append(make.ProjectToPrincipalComponents("Pair", rank: 2)),
            "NumberAsCode" => distance.Append(make.Categorical.OneHotEncoding("R", nameof(House.Rooms))),
            _ => throw new ArgumentException(name),
        };
        string[] features = name switch
        {
            "Indicator" => ["D", "Gap"],
            "IndicatorAndReplace" => ["D", "R", "Area", "Gap"],
            "FeaturizeText" or "HashedText" => ["D", "R", "Words"],
            "CopyAndSelect" => ["D2", "R", "Area"],
            "TwoNormalisers" or "Filled" or "Norm" or "Projection" => ["Pair"],
            _ => ["D", "R", "Area", "Noise"],
        };
        ITransformer pipeline = steps.Append(make.Concatenate("Features", features)).Append(MadeTable.Context.Regression.Trainers.FastTree(nameof(House.Price), numberOfTrees: 20)).Fit(MadeTable.View(Data));
        return (MLNetModel.Create(MadeTable.Context, pipeline, MadeTable.View(Data), options), pipeline);
    }
}
