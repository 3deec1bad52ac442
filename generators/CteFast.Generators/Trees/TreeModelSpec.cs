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

/// <summary>A model's trees, each breadth first with children side by side.</summary>
/// <param name="FeatureCount">The number of features.</param>
/// <param name="FeatureNames">One name a feature, or none.</param>
/// <param name="Objective">The objective's name.</param>
/// <param name="Link">The name of a <c>TreeEnsembleLink</c>.</param>
/// <param name="BaseMargins">What each output starts from.</param>
/// <param name="Outputs">The output each tree adds to.</param>
/// <param name="Sizes">The number of nodes of each tree.</param>
/// <param name="Depths">The number of comparisons on each tree's longest path.</param>
/// <param name="Splits">By node: -1 for a leaf, -2 for a split by category, else twice the feature, and one more if missing values go right.</param>
/// <param name="Values">By node: the threshold of a split, the value of a leaf.</param>
/// <param name="Sets">Of the splits by category, in the nodes' order: the code that other splits have in <c>Splits</c>, the number of categories that go left, and these.</param>
/// <param name="Covers">By node: how much of the training data came to it; none if the file does not say.</param>
internal sealed record TreeModel(
    int FeatureCount,
    EquatableArray<string> FeatureNames,
    string Objective,
    string Link,
    EquatableArray<float> BaseMargins,
    EquatableArray<int> Outputs,
    EquatableArray<int> Sizes,
    EquatableArray<int> Depths,
    EquatableArray<int> Splits,
    EquatableArray<float> Values,
    EquatableArray<int> Sets,
    EquatableArray<float> Covers);
