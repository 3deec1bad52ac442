using CteFast.Data;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;
using CteFast.MLNet.Rows;
using CteFast.MLNet.Trees;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;

namespace CteFast.MLNet;

/// <summary>Takes the trees of a pipeline's trainer, over the raw columns.</summary>
internal static class TreeReader
{
    /// <summary>Makes the model of trees, or says why there is none.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="output">What is predicted.</param>
    /// <param name="rows">Some rows of the table.</param>
    /// <param name="expected">What the pipeline says for them: scores, or probabilities.</param>
    /// <param name="reason">Why there is no such model.</param>
    public static MLNetTreeModel? Read(Pipeline pipeline, MLNetOutput output, float[] rows, float[] expected, out string reason)
    {
        ITransformer[] all = [.. Flatten(pipeline.Transformer)];
        int[] shown = [.. Enumerable.Range(0, all.Length).Where(i => all[i] is ISingleFeaturePredictionTransformer<object> { Model: not ICalibrator })];
        if (shown.Length == 0) return None("the pipeline does not show its trainer", out reason);
        int last = shown[^1];
        var trainer = (ISingleFeaturePredictionTransformer<object>)all[last];
        try
        {
            if (TrainerTrees.Of(trainer.Model) is not { } trees) return None($"the trainer's model, {Name(trainer.Model)}, is none of trees", out reason);
            if (trees.Length != pipeline.OutputNames.Length) return None($"there are trees for {trees.Length} outputs, not for {pipeline.OutputNames.Length}", out reason);
            foreach (ITransformer behind in all[(last + 1)..])
            {
                // A calibrator of its own, behind the trainer, makes the column Probability.
                if (behind is ISingleFeaturePredictionTransformer<object> { Model: ICalibrator calibrator }) trees = [.. trees.Select(one => one with { Calibrator = calibrator })];
            }

            return Read(pipeline, all[..last], trainer.FeatureColumnName, trees, output, rows, expected, out reason);
        }
        catch (Exception e) when (e is MissingMemberException or TypeLoadException)
        {
            return None("this version of ML.NET does not show its trees", out reason);
        }
    }

    private static MLNetTreeModel? Read(Pipeline pipeline, ITransformer[] before, string features, TrainerTrees[] trees, MLNetOutput output, float[] rows, float[] expected, out string reason)
    {
        Slot[] slots = SlotSources.Of(before, pipeline.Columns, features);
        var featuriser = new MappedRow(pipeline.Columns, new TransformerChain<ITransformer>(before), features);
        if (RawTrees.Of(pipeline.Columns, slots, featuriser, rows.AsSpan(0, pipeline.Columns.FeatureCount), trees, out reason) is not { } raw) return null;

        double[] scales = [.. trees.Select(one => one.Scale)], starts = new double[trees.Length];
        TreeEnsembleLink link = TreeEnsembleLink.Identity;
        PlattCalibrator[] platt = [.. trees.Select(one => one.Calibrator).OfType<PlattCalibrator>().Where(calibrator => calibrator.Slope < 0)];
        double linkScale = 1;
        bool isCalibrated = false;
        List<string> notes = [.. PipelineReader.Notes(pipeline)];
        if (trees.Length > 1)
        {
            var sums = new float[expected.Length];
            Ensemble(TreeEnsembleOutput.Margin).Predict(rows, sums);
            ClassScore? way = TreeScore.Of(trees, sums, expected);
            if (way is null) return None("the trees do not give the pipeline's scores", out reason);
            isCalibrated = way == ClassScore.Share;
            link = way switch { ClassScore.Softmax => TreeEnsembleLink.Softmax, ClassScore.Share => TreeEnsembleLink.LogisticShare, _ => link };
            if (way != ClassScore.Sum && output == MLNetOutput.Score)
                notes.Add($"Scores of classes are no sums of trees, and their values are estimated; their margins are, and exact: take the output {nameof(MLNetOutput.Margin)}.");
        }
        else if (trees[0].IsLogarithm)
        {
            link = TreeEnsembleLink.Exponential;
        }
        else if (output == MLNetOutput.Probability)
        {
            (isCalibrated, link) = (true, TreeEnsembleLink.Logistic);
        }
        else if (platt is [{ Offset: 0 } calibrator])
        {
            link = TreeEnsembleLink.Logistic;
            linkScale = -calibrator.Slope;
        }

        if (isCalibrated)
        {
            if (platt.Length < trees.Length) return None("its calibrator is not Platt's", out reason);
            (scales, starts) = ([.. scales.Select((scale, k) => -platt[k].Slope * scale)], [.. platt.Select(one => -one.Offset)]);
        }

        bool isTransformed = output == MLNetOutput.Probability || trees.Length > 1 || trees[0].IsLogarithm;
        var predicted = new float[expected.Length];
        Ensemble(isTransformed ? TreeEnsembleOutput.Transformed : TreeEnsembleOutput.Margin).Predict(rows, predicted);
        if (!TreeScore.Equal(predicted, expected)) return None("the trees do not give the pipeline's predictions", out reason);

        return new MLNetTreeModel(pipeline, Ensemble(isTransformed && output != MLNetOutput.Margin ? TreeEnsembleOutput.Transformed : TreeEnsembleOutput.Margin));

        TreeEnsemble Ensemble(TreeEnsembleOutput what)
        {
            DecisionTree[] made = raw.Make(scales);
            return new TreeEnsemble(pipeline.Columns.FeatureCount, made, starts, new TreeEnsembleOptions
            {
                Link = link,
                LinkScale = linkScale,
                FeatureNames = [.. pipeline.Columns.Features.Select(feature => feature.Name)],
                FeatureLevels = [.. pipeline.Columns.Features.Select(feature => feature.Kind == FeatureKind.Categorical ? feature.Levels : null)],
                Info = new ModelInfo { Library = "ML.NET", TreesInFile = made.Length, TreesUsed = made.Length, Notes = notes },
            }).WithOutput(what);
        }
    }

    private static IEnumerable<ITransformer> Flatten(ITransformer transformer) =>
        transformer is IEnumerable<ITransformer> chain ? chain.SelectMany(Flatten) : [transformer];

    private static MLNetTreeModel? None(string why, out string reason)
    {
        reason = why;
        return null;
    }

    private static string Name(object model) => model.GetType().Name;
}
