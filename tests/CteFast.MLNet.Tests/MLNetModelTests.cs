using CteFast.Data;
using CteFast.Explain;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CteFast.MLNet.Tests;

/// <summary>Any pipeline as a model of the raw columns of its table.</summary>
public sealed class MLNetModelTests
{
    private static readonly House[] Data = MadeTable.Rows(300, seed: 2);

    private static MLNetModel Model(string trainer = "Sdca", bool withVector = true, MLNetOptions options = default) =>
        MLNetModel.Create(MadeTable.Context, Trainers.Fit(trainer, Data, replaces: true, withVector), MadeTable.View(Data), options);

    [Fact]
    public void Create_Columns_AreThoseThatThePredictionNeeds()
    {
        MLNetModel model = Model();
        Assert.Equal(["Area", "Distance", "Rooms", "City", "Garden", "Noise[0]", "Noise[1]", "Noise[2]"], model.FeatureNames);
        Assert.Equal(["Group", "Price", "IsDear", "Style"], model.LeftOut);
        Assert.Contains(model.Info.Notes, note => note.Contains("Group, Price, IsDear, Style", StringComparison.Ordinal));
        Assert.Equal(["Lima", "Oslo", "Paris", "Rome"], model.Schema[3].Levels);
        Assert.Equal([FeatureKind.Numeric, FeatureKind.Numeric, FeatureKind.Numeric, FeatureKind.Categorical, FeatureKind.Boolean, .. Enumerable.Repeat(FeatureKind.Numeric, 3)], model.Schema.Kinds.ToArray());
        Assert.Equal(["Score"], model.OutputNames);
        Assert.Empty(model.Schema.Groups);
    }

    [Fact]
    public void ToRows_Table_GivesNumbersCodesAndNaN()
    {
        MLNetModel model = Model();
        var house = new House { Area = float.NaN, Distance = 2.5, Rooms = 4, City = "", Garden = true, Noise = [1, 2, 3] };
        Assert.Equal([float.NaN, 2.5f, 4, float.NaN, 1, 1, 2, 3], model.ToRows(MadeTable.View([house])));
        house.City = "Paris";
        Assert.Equal(2, model.ToRows(MadeTable.View([house]))[3]);
    }

    [Theory]
    [InlineData("Sdca", true)]
    [InlineData("Sdca", false)]
    [InlineData("SdcaClasses", false)]
    public void Predict_Rows_AreThePipelines(string trainer, bool withVector)
    {
        ITransformer pipeline = Trainers.Fit(trainer, Data, replaces: true, withVector);
        MLNetModel model = MLNetModel.Create(MadeTable.Context, pipeline, MadeTable.View(Data));
        Assert.IsNotType<MLNetTreeModel>(model);
        var made = new float[Data.Length * model.OutputCount];
        model.Predict(model.ToRows(MadeTable.View(Data)), made);
        Assert.Equal(MadeTable.Predict(pipeline, Data, "Score"), made);
    }

    [Theory]
    [InlineData("Sdca")]
    [InlineData("FastTree")]
    public void Predict_SameRow_GivesTheSameBitsInAnyBatch(string trainer)
    {
        MLNetModel model = Model(trainer);
        int d = model.FeatureCount;
        float[] rows = model.ToRows(MadeTable.View(Data)), whole = new float[Data.Length];
        model.Predict(rows, whole);
        foreach (int size in new[] { 1, 2, 7, 64 })
        {
            var parts = new float[Data.Length];
            for (int start = 0; start < Data.Length; start += size)
            {
                int count = Math.Min(size, Data.Length - start);
                model.Predict(rows.AsSpan(start * d, count * d), parts.AsSpan(start, count));
            }

            Assert.Equal(whole, parts);
        }
    }

    [Theory]
    [InlineData("Sdca")]
    [InlineData("SdcaClasses")]
    [InlineData("FastTree")]
    public void Predict_ManyThreads_GiveWhatOneGives(string trainer)
    {
        MLNetModel model = Model(trainer);
        int d = model.FeatureCount, k = model.OutputCount;
        float[] rows = model.ToRows(MadeTable.View(Data)), serial = new float[Data.Length * k];
        model.Predict(rows, serial);
        var parallel = new float[8][];
        Parallel.For(0, parallel.Length, new ParallelOptions { MaxDegreeOfParallelism = parallel.Length }, thread =>
        {
            parallel[thread] = new float[serial.Length];
            for (int start = 0; start < Data.Length; start += 5)
            {
                // Every thread asks in another order.
                int at = (start + 35 * thread) % Data.Length, count = Math.Min(5, Data.Length - at);
                model.Predict(rows.AsSpan(at * d, count * d), parallel[thread].AsSpan(at * k, count * k));
            }
        });
        Assert.All(parallel, one => Assert.Equal(serial, one));
    }

    [Fact]
    public void Explain_AnyPipeline_IsTheGameOverRawColumns()
    {
        ITransformer pipeline = Trainers.Fit("Sdca", Data, replaces: true, withVector: true);
        MLNetModel model = MLNetModel.Create(MadeTable.Context, pipeline, MadeTable.View(Data), new MLNetOptions { Vectors = VectorColumns.OneFeature });
        Assert.Equal([5, 6, 7], Assert.Single(model.Schema.Groups).Columns);
        House[] background = Data[..6];
        House row = Data[40];
        var explainer = Explainer.Create(model, model.ToTable(MadeTable.View(background)), new ExplainOptions());
        Explanation explanation = explainer.Explain(model.ToTable(MadeTable.View([row])));
        Assert.Equal(["Area", "Distance", "Rooms", "City", "Garden", "Noise"], explanation.FeatureNames);
        double[] truth = MadeTable.Shapley(rows => [.. MadeTable.Predict(pipeline, rows, "Score").Select(score => (double)score)], row, background, [.. explanation.FeatureNames], outputs: 1);
        for (int j = 0; j < truth.Length; j++) Assert.Equal(truth[j], explanation.Values(0)[j], 1e-4);
    }

    [Fact]
    public void Create_TextThePipelineWasNotTrainedWith_IsALevelThatItTreatsAsUnknown()
    {
        ITransformer pipeline = Trainers.Fit("FastTree", Data, replaces: true);
        House stranger = Data[0].With(Data[0], new HashSet<string>());
        stranger.City = "Zagreb";
        House[] more = [.. Data, stranger];
        MLNetModel model = MLNetModel.Create(MadeTable.Context, pipeline, MadeTable.View(more));
        Assert.Contains("Zagreb", model.Schema[3].Levels);
        var made = new float[more.Length];
        model.Predict(model.ToRows(MadeTable.View(more)), made);
        Assert.Equal(MadeTable.Predict(pipeline, more, "Score"), made);
    }

    [Fact]
    public void ToRows_TextThatIsNoLevel_IsRefusedByName()
    {
        House stranger = Data[0].With(Data[0], new HashSet<string>());
        stranger.City = "Zagreb";
        MLNetModel model = Model();
        Refuses(() => model.ToRows(MadeTable.View([stranger])), "\"City\"", "\"Zagreb\"");
    }

    [Theory]
    [InlineData("Sdca", 3, 4f, "City")]
    [InlineData("Sdca", 3, 0.5f, "City")]
    [InlineData("Sdca", 4, 2f, "Garden")]
    [InlineData("Sdca", 4, float.NaN, "Garden")]
    [InlineData("Sdca", 2, 1.5f, "Rooms")]
    [InlineData("FastTree", 2, float.NaN, "Rooms")]
    [InlineData("FastTree", 3, -1f, "City")]
    public void Predict_ValueThatTheColumnCannotHave_IsRefusedByName(string trainer, int feature, float value, string name)
    {
        MLNetModel model = Model(trainer);
        float[] row = model.ToRows(MadeTable.View([Data[0]])), output = new float[1];
        model.Predict(row, output);
        float before = output[0];
        float was = row[feature];
        row[feature] = value;
        Refuses(() => model.Predict(row, output), $"\"{name}\"");
        row[feature] = was;
        model.Predict(row, output);
        Assert.Equal(before, output[0]);
    }

    [Fact]
    public void Create_WhatThePipelineDoesNotGive_IsRefusedByName()
    {
        Refuses(() => Model("Sdca", options: new MLNetOptions { Output = MLNetOutput.Probability }), "\"Probability\"");
        Refuses(() => Model("Sdca", options: new MLNetOptions { Output = MLNetOutput.Margin }), "margins");
        ITransformer features = MadeTable.Featurisation(replaces: true).Fit(MadeTable.View(Data));
        Refuses(() => MLNetModel.Create(MadeTable.Context, features, MadeTable.View(Data)), "\"Score\"");
        ITransformer pipeline = Trainers.Fit("Sdca", Data, replaces: true);
        Refuses(() => MLNetModel.Create(MadeTable.Context, pipeline, MadeTable.View([])), "no rows");
    }

    [Fact]
    public void Create_NamedColumns_AreInTheirOrder()
    {
        MLNetModel model = Model(withVector: false, options: new MLNetOptions { Columns = ["City", "Garden", "Rooms", "Distance", "Area", "Style"] });
        Assert.Equal(["City", "Garden", "Rooms", "Distance", "Area", "Style"], model.FeatureNames);
        Refuses(() => Model(withVector: false, options: new MLNetOptions { Columns = ["City"] }), "\"Area\"");
        Refuses(() => Model(withVector: false, options: new MLNetOptions { Columns = ["Area", "City", "Garden", "Rooms", "Distance", "Nowhere"] }), "\"Nowhere\"");
    }

    [Fact]
    public void Create_ColumnOfNoFeatureType_IsRefusedByName()
    {
        IDataView data = MadeTable.Context.Data.LoadFromEnumerable(Enumerable.Range(0, 40).Select(i => new Dated { Day = new DateTime(2020, 1, 1).AddDays(i), Price = i }));
        ITransformer pipeline = MadeTable.Context.Transforms.CustomMapping<Dated, DayNumber>((from, to) => to.Number = from.Day.DayOfYear, contractName: null)
            .Append(MadeTable.Context.Transforms.Concatenate("Features", nameof(DayNumber.Number)))
            .Append(MadeTable.Context.Regression.Trainers.Sdca(nameof(Dated.Price))).Fit(data);
        Refuses(() => MLNetModel.Create(MadeTable.Context, pipeline, data), "\"Day\"", "DateTime");
    }

    [Fact]
    public void Create_KeyColumn_HasItsKeysAsLevels()
    {
        IDataView data = MadeTable.Context.Transforms.Conversion.MapValueToKey("CityKey", nameof(House.City)).Fit(MadeTable.View(Data)).Transform(MadeTable.View(Data));
        ITransformer pipeline = MadeTable.Fit(MadeTable.Context.Transforms.Conversion.MapKeyToVector("CityCode", "CityKey")
            .Append(MadeTable.Context.Transforms.Concatenate("Features", "CityCode", nameof(House.Area))).Append(MadeTable.Context.Transforms.ReplaceMissingValues("Features"))
            .Append(MadeTable.Context.Regression.Trainers.FastTree(nameof(House.Price), numberOfTrees: 10)), data);
        MLNetModel model = MLNetModel.Create(MadeTable.Context, pipeline, data);
        Assert.IsType<MLNetTreeModel>(model);
        Assert.Equal(["Area", "CityKey"], model.FeatureNames);
        Assert.Equal(Data.Select(row => row.City).Where(city => city.Length > 0).Distinct(), model.Schema[1].Levels);
        var made = new float[Data.Length];
        model.Predict(model.ToRows(data), made);
        Assert.Equal([.. pipeline.Transform(data).GetColumn<float>("Score")], made);
    }

    [Fact]
    public void Create_WholeNumbersThatAreRounded_IsSaid()
    {
        IDataView data = MadeTable.Context.Data.LoadFromEnumerable(Enumerable.Range(0, 400).Select(i => new Counted { Id = i < 399 ? i : 1_000_000_007L, Price = i }));
        ITransformer pipeline = MadeTable.Context.Transforms.Conversion.ConvertType("IdNumber", nameof(Counted.Id), DataKind.Single)
            .Append(MadeTable.Context.Transforms.Concatenate("Features", "IdNumber"))
            .Append(MadeTable.Context.Regression.Trainers.Sdca(nameof(Counted.Price), maximumNumberOfIterations: 2)).Fit(data);
        Assert.Contains(MLNetModel.Create(MadeTable.Context, pipeline, data).Info.Notes, note => note.Contains("\"Id\"", StringComparison.Ordinal));
    }

    private static void Refuses(Action action, params string[] words)
    {
        ArgumentException error = Assert.ThrowsAny<ArgumentException>(action);
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
    }

    private sealed class Dated
    {
        public DateTime Day { get; set; }

        public float Price { get; set; }
    }

    private sealed class DayNumber
    {
        public float Number { get; set; }
    }

    private sealed class Counted
    {
        public long Id { get; set; }

        public float Price { get; set; }
    }
}
