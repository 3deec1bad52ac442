using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Models.Reading.Xgboost;

internal sealed partial class XgboostFile
{
    /// <summary>Makes the model: trees, or a linear one.</summary>
    public IModel Build() => Learner().IsLinear ? Learner().BuildLinear(Version(), VersionText()) : new TreeEnsemble(BuildTrees());

    /// <summary>Makes the model of a file that must have trees.</summary>
    public TreeEnsemble BuildEnsemble() => Build() as TreeEnsemble ?? throw Learner().NoTrees();
}
