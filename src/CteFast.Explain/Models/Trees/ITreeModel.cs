namespace CteFast.Explain.Models.Trees;

/// <summary>A model that is a tree ensemble, as explainers that are exact for trees take it: a <see cref="TreeEnsemble"/>, or a class with <see cref="TreeModelAttribute"/>.</summary>
public interface ITreeModel : IModel
{
    /// <summary>The trees; they predict what the model predicts.</summary>
    TreeEnsemble Trees { get; }
}
