using CteFast.Explain;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Networks;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Tests.Fixtures;
using CteFast.Explain.Tests.Models.Reading.Onnx;
using CteFast.OnnxRuntime;
using CteFast.OnnxRuntime.Tests;

namespace CteFast.Studies.Models;

/// <summary>Graphs against ONNX Runtime: predictions by its session, and values by all coalitions that the session predicts.</summary>
internal static class RuntimeCases
{
    private const int Columns = 3, Rows = 300, Background = 20, Explained = 10;

    public static IEnumerable<ModelFileCase> All()
    {
        double[] thresholds = [0, 0.5, -1, 2, 3.25];
        foreach (bool isDouble in (bool[])[false, true])
        {
            OnnxGraphBytes graph = new OnnxGraphBytes().Input("x", Columns, isDouble ? 11 : 1);
            yield return Of($"TreeEnsembleRegressor, {(isDouble ? "double" : "float")}",
                new MadeForest(new Random(1), Columns, 2, 20, thresholds).AddNamed(graph, "TreeEnsembleRegressor", "x", ["y"], isDouble, ("n_targets", 2)).Output("y").ToArray());
        }

        yield return Of("TreeEnsemble 5, set membership", new MadeForest(new Random(2), Columns, 1, 20, thresholds, hasMembers: true)
            .AddPlaced(new OnnxGraphBytes().Input("x", Columns), "x", "y", isDouble: false).Output("y").ToArray(mlVersion: 5));
        yield return Of("network: Gemm, Relu, Sigmoid", new OnnxGraphBytes().Input("x", Columns).Matrix("w", 9, MadeGraphs.Numbers(27, 1)).Matrix("v", 1, MadeGraphs.Numbers(9, 2))
            .Operator("MatMul", ["x", "w"], "h").Operator("Relu", ["h"], "r").Operator("MatMul", ["r", "v"], "m").Operator("Sigmoid", ["m"], "y").Output("y").ToArray());
        yield return Of("session: LeakyRelu", MadeGraphs.OfMatrix(Columns));
    }

    private static ModelFileCase Of(string kind, byte[] bytes)
    {
        IModel model = OnnxModel.Open(bytes, kind);
        using var session = (OnnxSessionModel)OnnxModel.Open(bytes, kind, new OnnxModelOptions { Output = "y" });
        if (model is not (TreeEnsemble or NetworkModel) && !kind.StartsWith("session", StringComparison.Ordinal)) throw new StudyException($"{kind} was not read, but opened in a session");
        float[] rows = MadeGraphs.Numbers(Rows * Columns, 3, 4f);
        float[] ours = new float[Rows * model.OutputCount], theirs = new float[Rows * session.OutputCount];
        model.Predict(rows, ours);
        session.Predict(rows, theirs);
        Difference predictions = new(), values = new();
        for (int i = 0; i < ours.Length; i++) predictions.Add(ours[i], theirs[i]);
        float[] background = rows[..(Background * Columns)];
        Explanation explanation = CompressThenExplain.Explain(model, background, rows.AsSpan(^(Explained * Columns)..), new ExplainOptions());
        if (!explanation.IsExact) throw new StudyException($"{kind}: the values are estimated");
        for (int row = 0; row < Explained; row++)
        {
            double[] truth = ShapleyOracle.Explain(session, rows.AsSpan((Rows - Explained + row) * Columns, Columns), background);
            for (int i = 0; i < truth.Length; i++) values.Add(explanation.Values(row, i / Columns)[i % Columns], truth[i]);
        }

        (model as IDisposable)?.Dispose();
        return new ModelFileCase("ONNX Runtime", kind, Rows, predictions.Largest, values.Largest);
    }
}
