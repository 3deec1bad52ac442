using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Models.Reading.Onnx;

/// <summary>What stands between the trees' scores and the graph's output: a factor and an offset, which go into the trees, and a link.</summary>
/// <param name="Scale">The factor, or one an output.</param>
/// <param name="Offset">What is added then, or one an output.</param>
/// <param name="Link">What is done last.</param>
internal sealed record OnnxScores(double[] Scale, double[] Offset, TreeEnsembleLink Link)
{
    private static readonly string[] Labels = ["Binarizer", "ArgMax", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Equal"];

    /// <summary>Whether margins are the trees' sums.</summary>
    public bool IsPlain => Scale is [1] && Offset is [0];

    public double ScaleOf(int output) => Scale[Scale.Length == 1 ? 0 : output];

    public double OffsetOf(int output) => Offset[Offset.Length == 1 ? 0 : output];

    /// <summary>Folds what stands behind the trees.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="columns">What stands before them.</param>
    /// <param name="link">The trees' own transform.</param>
    public static OnnxScores Of(OnnxGraph graph, OnnxColumns columns, TreeEnsembleLink link)
    {
        OnnxOperator trees = graph.Trees;
        var start = new OnnxScores([1], [0], link);
        // A value is a score, or null: a label, or what makes no prediction of ours.
        var values = new Dictionary<string, OnnxScores?>();
        var refused = new Dictionary<string, OnnxOperator>();
        for (int i = 0; i < trees.Outputs.Count; i++)
            values[trees.Outputs[i]] = trees.Type == "TreeEnsembleClassifier" && i == 0 && trees.Outputs.Count > 1 ? null : start;
        OnnxScores last = start;
        OnnxOperator? lastRefused = null;
        foreach (OnnxOperator op in graph.Operators)
        {
            if (ReferenceEquals(op, trees) || columns.IsBefore(op) || op.Inputs.Find(name => values.ContainsKey(name) || refused.ContainsKey(name)) is not { } input)
                continue;
            OnnxOperator? maker = refused.GetValueOrDefault(input);
            OnnxScores? score = maker is null ? values[input] : null, next = null;
            if (score is not null && !Labels.Contains(op.Type) && (next = score.After(graph, op, input)) is null)
                maker = op;
            if (maker is not null)
                lastRefused ??= maker;
            last = next ?? last;
            foreach (string output in op.Outputs)
            {
                if (maker is not null)
                    refused[output] = maker;
                else
                    values[output] = next;
            }
        }

        OnnxScores[] given = [.. graph.Outputs.Select(name => values.GetValueOrDefault(name)).OfType<OnnxScores>()];
        OnnxOperator? bad = graph.Outputs.Select(name => refused.GetValueOrDefault(name)).FirstOrDefault(op => op is not null) ?? (graph.Outputs.Count == 0 ? lastRefused : null);
        if (bad is not null)
        {
            throw graph.Fault($"operator \"{bad.Type}\" is not supported behind the trees; export the trees without it, "
                + "or open the whole model with OnnxModel.Open of the package CteFast.OnnxRuntime, which runs it with ONNX Runtime");
        }

        return given.FirstOrDefault(score => score.Link != TreeEnsembleLink.Identity) ?? given.FirstOrDefault() ?? last;
    }

    /// <summary>The score behind one more operator; null if that is not supported.</summary>
    private OnnxScores? After(OnnxGraph graph, OnnxOperator op, string input)
    {
        switch (op.Type)
        {
            case "Cast" or "Identity" or "ZipMap" or "Flatten" or "Reshape":
                return this;
            case "Sigmoid" when Link == TreeEnsembleLink.Identity:
                return this with { Link = TreeEnsembleLink.Logistic };
            case "Softmax" when Link == TreeEnsembleLink.Identity && op.Integer("axis", 1) is 1 or -1:
                return this with { Link = TreeEnsembleLink.Softmax };
            case "Exp" when Link == TreeEnsembleLink.Identity:
                return this with { Link = TreeEnsembleLink.Exponential };
            case "Mul" or "Div" or "Add" or "Sub" when Link == TreeEnsembleLink.Identity && op.Inputs.Count == 2:
                bool isFirst = op.Inputs[0] == input;
                if (!graph.TryConstant(op.Inputs[isFirst ? 1 : 0], out double[] numbers) || numbers.Length == 0 || op.Type == "Div" && (!isFirst || numbers.Contains(0)))
                    return null;
                double sign = op.Type == "Sub" && !isFirst ? -1 : 1;
                return op.Type switch
                {
                    "Mul" => Times(numbers),
                    "Div" => Times([.. numbers.Select(number => 1 / number)]),
                    "Add" => this with { Offset = Combine(Offset, numbers, (a, b) => a + b) },
                    _ => this with { Scale = [.. Scale.Select(a => sign * a)], Offset = Combine(Offset, numbers, (a, b) => sign * (a - b)) },
                };
            default:
                return null;
        }
    }

    private OnnxScores Times(double[] numbers) => this with { Scale = Combine(Scale, numbers, (a, b) => a * b), Offset = Combine(Offset, numbers, (a, b) => a * b) };

    private static double[] Combine(double[] a, double[] b, Func<double, double, double> combine) =>
        [.. Enumerable.Range(0, Math.Max(a.Length, b.Length)).Select(i => combine(a[a.Length == 1 ? 0 : Math.Min(i, a.Length - 1)], b[b.Length == 1 ? 0 : Math.Min(i, b.Length - 1)]))];
}
