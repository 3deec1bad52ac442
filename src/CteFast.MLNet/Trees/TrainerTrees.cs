using System.Collections.Immutable;
using System.Reflection;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;

namespace CteFast.MLNet.Trees;

/// <summary>The trees of a trainer, for one output.</summary>
/// <param name="Trees">The trees, in the order they are summed.</param>
/// <param name="Calibrator">What turns their sum into a probability, if anything does.</param>
/// <param name="IsLogarithm">Whether the score is the exponential of their sum.</param>
/// <param name="Scale">What their sum is multiplied by: one part a tree for a mean.</param>
internal sealed record TrainerTrees(IReadOnlyList<RegressionTreeBase> Trees, ICalibrator? Calibrator, bool IsLogarithm = false, double Scale = 1)
{
    private const BindingFlags Inside = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    private static readonly PropertyInfo? SubModels = typeof(OneVersusAllModelParameters).GetProperty("SubModelParameters", Inside);
    private static readonly FieldInfo? InnerTree = typeof(RegressionTreeBase).GetField("_tree", Inside);
    private static readonly FieldInfo? Missing = InnerTree?.FieldType.GetField("DefaultValueForMissing", Inside);

    /// <summary>The trees of a model, by class where it has several; null if it is no model of trees.</summary>
    /// <exception cref="MissingMemberException">This version of ML.NET keeps its classes otherwise.</exception>
    public static TrainerTrees[]? Of(object model)
    {
        if (model is not OneVersusAllModelParameters classes) return OfOne(model) is { } one ? [one] : null;
        TrainerTrees?[] all = [.. Hidden<ImmutableArray<object>>(classes, SubModels).Select(OfOne)];
        return all.Contains(null) ? null : [.. all.OfType<TrainerTrees>()];
    }

    /// <summary>What a tree takes for a missing value at each of its nodes; null where NaN goes to the greater child, since it is not at most anything.</summary>
    public static float[]? ValuesForMissing(RegressionTreeBase tree) => Hidden<float[]?>(Hidden<object>(tree, InnerTree), Missing);

    private static TrainerTrees? OfOne(object model)
    {
        (object trees, ICalibrator? calibrator) = model is CalibratedModelParametersBase calibrated ? (calibrated.SubModel, calibrated.Calibrator) : (model, null);
        return trees switch
        {
            TreeEnsembleModelParametersBasedOnRegressionTree boosted => new TrainerTrees(boosted.TrainedTreeEnsemble.Trees, calibrator, trees is FastTreeTweedieModelParameters),
            FastForestRegressionModelParameters { TrainedTreeEnsemble.Trees: var mean } => new TrainerTrees(mean, calibrator, Scale: 1.0 / mean.Count),
            TreeEnsembleModelParametersBasedOnQuantileRegressionTree forest => new TrainerTrees(forest.TrainedTreeEnsemble.Trees, calibrator),
            _ => null,
        };
    }

    // Not public in ML.NET: the models of a one-versus-all model, and where missing values go.
    private static T Hidden<T>(object owner, MemberInfo? member) => member switch
    {
        PropertyInfo property when property.GetValue(owner) is T value => value,
        FieldInfo field => (T)field.GetValue(owner)!,
        _ => throw new MissingMemberException($"{owner.GetType()} has another shape in this version of ML.NET."),
    };
}
