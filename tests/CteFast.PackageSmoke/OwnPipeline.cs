using CteFast.Explain;
using CteFast.MLNet;
using Microsoft.ML;

/// <summary>A pipeline of ML.NET, by the packages that CteFast.MLNet brings along, explained by the columns of its table.</summary>
internal static class OwnPipeline
{
    public static string Run()
    {
        var context = new MLContext(seed: 1);
        IDataView data = context.Data.LoadFromEnumerable(Enumerable.Range(0, 200).Select(i => new Reading { Size = i % 20, Kind = i % 3 == 0 ? "a" : "b", Y = i % 20 + (i % 3 == 0 ? 5 : 0) }));
        ITransformer pipeline = context.Transforms.Categorical.OneHotEncoding("KindCode", nameof(Reading.Kind))
            .Append(context.Transforms.Concatenate("Features", nameof(Reading.Size), "KindCode"))
            .Append(context.Regression.Trainers.FastTree(nameof(Reading.Y), numberOfTrees: 5)).Fit(data);
        MLNetModel model = MLNetModel.Create(context, pipeline, data);
        var explainer = Explainer.Create(model, model.ToTable(data), new ExplainOptions());
        Explanation explanation = explainer.Explain(model.ToTable(context.Data.TakeRows(data, 1)));
        double sum = explanation.BaseValues[0] + explanation.Value(0, nameof(Reading.Size)) + explanation.Value(0, nameof(Reading.Kind));
        Check.Holds(explainer.Method == "tree, exact" && Math.Abs(sum - explanation.Prediction(0)[0]) < 1e-5, $"ML.NET: {explainer.Method}, {sum} instead of {explanation.Prediction(0)[0]}");
        return "a pipeline of ML.NET: exact values of its columns";
    }

    private sealed class Reading
    {
        public float Size { get; set; }

        public string Kind { get; set; } = "";

        public float Y { get; set; }
    }
}
