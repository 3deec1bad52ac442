using CteFast.Generators.Infrastructure;
using Microsoft.CodeAnalysis;

namespace CteFast.Generators.Trees;

/// <summary>A class that carries <c>[TreeModel]</c>.</summary>
/// <param name="Namespace">The namespace, or empty.</param>
/// <param name="Name">The class's name.</param>
internal sealed record TreeModelTarget(string Namespace, string Name);

/// <summary>A class with the file its attribute names and where that stands.</summary>
internal sealed record TreeModelDeclaration(TreeModelTarget Target, string Path, DiagnosticInfo? Diagnostic, DiagnosticInfo NoFile, DiagnosticInfo TwoFiles);

/// <summary>A class with its file, or what is wrong.</summary>
internal sealed record TreeModelMatch(TreeModelTarget Target, AdditionalText? File, DiagnosticInfo? Diagnostic);

/// <summary>What came of reading a file: a spec, or what is wrong.</summary>
internal sealed record TreeModelResult(TreeModelSpec? Spec, DiagnosticInfo? Diagnostic);

/// <summary>All that the emitter needs to know of a model; equal specs give equal source.</summary>
internal sealed record TreeModelSpec(TreeModelTarget Target, string File, TreeModel Model);

/// <summary>A model as the library's readers give it, by value: trees one behind the other, each breadth first with children side by side.</summary>
/// <param name="FeatureCount">The number of features.</param>
/// <param name="Options">What the model is beside its trees.</param>
/// <param name="BaseMargins">What each output starts from.</param>
/// <param name="Outputs">The output each tree adds to.</param>
/// <param name="Sizes">The number of nodes of each tree.</param>
/// <param name="Depths">The number of comparisons on each tree's longest path.</param>
/// <param name="Splits">By node: -1 for a leaf, else four times the feature, two more if the split is special, and one more if missing values go right.</param>
/// <param name="Values">By node: the threshold of a split, the value of a leaf.</param>
/// <param name="Specials">Of the special splits, in the nodes' order: the kind, how many numbers follow, and these: an interval's bounds as bits, or the categories of a set.</param>
/// <param name="Covers">By node: how much of the training data came to it; none if the file does not say.</param>
/// <param name="LinearFeatures">Of the leaves, in the nodes' order: how many features its linear function has, -1 if it has none, and these; none where no leaf has one.</param>
/// <param name="LinearNumbers">Of the linear functions: the constant, and a coefficient a feature.</param>
/// <param name="DoubleSplits">Of the splits by threshold, in the nodes' order, what they ask in double precision: the number below which is left; with an interval NaN, that number and the bounds. None for a model that compares in single precision.</param>
internal sealed record TreeModel(
    int FeatureCount,
    TreeModelOptions Options,
    EquatableArray<double> BaseMargins,
    EquatableArray<int> Outputs,
    EquatableArray<int> Sizes,
    EquatableArray<int> Depths,
    EquatableArray<int> Splits,
    EquatableArray<double> Values,
    EquatableArray<int> Specials,
    EquatableArray<double> Covers,
    EquatableArray<int> LinearFeatures,
    EquatableArray<double> LinearNumbers,
    EquatableArray<double> DoubleSplits);

/// <summary>What a model is beside its trees: the library's <c>TreeEnsembleOptions</c>, by value.</summary>
/// <param name="FeatureNames">One name a feature, or none.</param>
/// <param name="FeatureLevels">One entry a feature, or none.</param>
/// <param name="Objective">The objective's name.</param>
/// <param name="Link">The name of a <c>TreeEnsembleLink</c>.</param>
/// <param name="LinkScale">What a logistic link multiplies the margin by.</param>
/// <param name="TreesPerIteration">How many trees an iteration made.</param>
/// <param name="IsAverage">Whether leaves are those of an average.</param>
/// <param name="SumsInSingle">Whether leaves are summed in single precision.</param>
/// <param name="Info">What the file says about itself.</param>
internal sealed record TreeModelOptions(
    EquatableArray<string> FeatureNames,
    EquatableArray<TreeModelLevels> FeatureLevels,
    string Objective,
    string Link,
    double LinkScale,
    int TreesPerIteration,
    bool IsAverage,
    bool SumsInSingle,
    TreeModelInfo Info);

/// <summary>The levels of a feature; a number has none.</summary>
internal sealed record TreeModelLevels(bool IsCategory, EquatableArray<string> Levels);

/// <summary>The library's <c>ModelInfo</c>, by value.</summary>
internal sealed record TreeModelInfo(string Library, string Version, int TreesInFile, int TreesUsed, EquatableArray<string> Notes);
