using CteFast.Explain.Models.Trees;

namespace CteFast.AotSmoke;

/// <summary>A model in the program: nothing is read when it runs.</summary>
[TreeModel("breast_cancer_xgb.json")]
internal sealed partial class TumourModel;
