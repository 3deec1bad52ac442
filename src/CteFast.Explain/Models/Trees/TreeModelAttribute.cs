namespace CteFast.Explain.Models.Trees;

/// <summary>Compiles a model file into the program: the partial class becomes an <see cref="IModel"/> whose trees are data of the binary.</summary>
/// <remarks>
/// The file is XGBoost's JSON, LightGBM's text or CatBoost's JSON: all trees that <see cref="ModelReader"/> reads of these, by the same source. It is one of the
/// project's additional files, which the compiler gives as texts, so that XGBoost's UBJSON and ONNX are none:
/// <code>
/// &lt;AdditionalFiles Include="prices.json" /&gt;
///
/// [TreeModel("prices.json")]
/// public sealed partial class PriceModel;
/// </code>
/// The generator reads it as the program is built; nothing is read or parsed when it runs, and an error in the file is an error of the
/// build. The class gets a static property <c>Ensemble</c>, the <see cref="TreeEnsemble"/> that explainers take, made when first asked
/// for. Its <see cref="IModel.Predict"/> gives margins, with the bits that the loaded model gives.
/// <para>
/// What it is for is a service in one binary that starts at once, not speed: of 120 trees of depth 6, a row alone takes 1.7 µs where the
/// loaded model takes 2.1, a row in a batch 0.18 µs either way (models that split by category: either way the same); there is no file to bring along and no 4 ms to read it
/// (<c>benchmarks/CteFast.Benchmarks</c>, <c>TreeModelBenchmarks</c>).
/// </para>
/// </remarks>
/// <param name="file">The file's name, or as much of the end of its path as tells it from others.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TreeModelAttribute(string file) : Attribute
{
    /// <summary>The file's name, or the end of its path.</summary>
    public string File { get; } = file;
}
