using Microsoft.ML;
using Microsoft.ML.Trainers.LightGbm;

namespace CteFast.MLNet.Tests;

/// <summary>The trainers of trees, by name.</summary>
internal static class Trainers
{
    public static IEnumerable<string> SingleOutput =>
        ["FastTree", "FastTreeTweedie", "FastForest", "LightGbm", "LightGbmCategorical", "FastTreeBinary", "FastForestBinary", "LightGbmBinary", "FastTreeRanking", "LightGbmRanking"];

    /// <summary>A pipeline of the usual features and a trainer.</summary>
    public static ITransformer Fit(string trainer, House[] rows, bool replaces, bool withVector = false)
    {
        IEstimator<ITransformer> steps = MadeTable.Featurisation(replaces, withVector);
        if (trainer.EndsWith("Ranking", StringComparison.Ordinal)) steps = steps.Append(MadeTable.Context.Transforms.Conversion.MapValueToKey("GroupKey", nameof(House.Group)))
            .Append(MadeTable.Context.Transforms.Conversion.MapValueToKey("Grade", nameof(House.Garden), keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue));
        if (trainer.EndsWith("Classes", StringComparison.Ordinal)) steps = steps.Append(MadeTable.Context.Transforms.Conversion.MapValueToKey("StyleKey", nameof(House.Style)));
        steps = steps.Append(Of(trainer));
        if (trainer.EndsWith("Classes", StringComparison.Ordinal)) steps = steps.Append(MadeTable.Context.Transforms.Conversion.MapKeyToValue("PredictedStyle", "PredictedLabel"));
        return steps.Fit(MadeTable.View(rows));
    }

    private static IEstimator<ITransformer> Of(string trainer)
    {
        MLContext context = MadeTable.Context;
        return trainer switch
        {
            "FastTree" => context.Regression.Trainers.FastTree(nameof(House.Price), numberOfTrees: 30),
            "FastTreeTweedie" => context.Regression.Trainers.FastTreeTweedie(nameof(House.Price), numberOfTrees: 30),
            "FastForest" => context.Regression.Trainers.FastForest(nameof(House.Price), numberOfTrees: 30),
            "LightGbm" => context.Regression.Trainers.LightGbm(nameof(House.Price), numberOfIterations: 30),
            "LightGbmCategorical" => context.Regression.Trainers.LightGbm(new LightGbmRegressionTrainer.Options
            {
                LabelColumnName = nameof(House.Price),
                NumberOfIterations = 30,
                UseCategoricalSplit = true,
                MinimumExampleCountPerGroup = 5,
                MinimumExampleCountPerLeaf = 5,
            }),
            "FastTreeBinary" => context.BinaryClassification.Trainers.FastTree(nameof(House.IsDear), numberOfTrees: 30),
            "FastForestBinary" => context.BinaryClassification.Trainers.FastForest(nameof(House.IsDear), numberOfTrees: 30)
                .Append(context.BinaryClassification.Calibrators.Platt(nameof(House.IsDear))),
            "LightGbmBinary" => context.BinaryClassification.Trainers.LightGbm(nameof(House.IsDear), numberOfIterations: 30),
            "FastTreeRanking" => context.Ranking.Trainers.FastTree("Grade", rowGroupColumnName: "GroupKey", numberOfTrees: 30),
            "LightGbmRanking" => context.Ranking.Trainers.LightGbm("Grade", rowGroupColumnName: "GroupKey", numberOfIterations: 30),
            "LightGbmClasses" => context.MulticlassClassification.Trainers.LightGbm("StyleKey", numberOfIterations: 30),
            "LightGbmSoftmaxClasses" => context.MulticlassClassification.Trainers.LightGbm(new LightGbmMulticlassTrainer.Options { LabelColumnName = "StyleKey", NumberOfIterations = 30, UseSoftmax = true }),
            "FastTreeClasses" => context.MulticlassClassification.Trainers.OneVersusAll(context.BinaryClassification.Trainers.FastTree("StyleKey", numberOfTrees: 30), "StyleKey"),
            "FastForestClasses" => context.MulticlassClassification.Trainers.OneVersusAll(context.BinaryClassification.Trainers.FastForest("StyleKey", numberOfTrees: 30), "StyleKey"),
            "SdcaClasses" => context.MulticlassClassification.Trainers.SdcaMaximumEntropy("StyleKey", maximumNumberOfIterations: 5),
            "Sdca" => context.Regression.Trainers.Sdca(nameof(House.Price), maximumNumberOfIterations: 5),
            _ => throw new ArgumentException(trainer),
        };
    }
}
