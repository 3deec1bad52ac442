using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CteFast.AotSmoke;
using CteFast.Attribution.Methods;
using CteFast.Attribution.Models;
using CteFast.Attribution.Scoring;
using CteFast.Attribution.Training;
using CteFast.Compression;
using CteFast.Data;
using CteFast.Explain;
using CteFast.Explain.Trees;
using CteFast.Kernels;

const int RowCount = 3000, FeatureCount = 6, CoresetSize = 64, ForegroundCount = 3;

// How it runs goes to standard error: standard output is compared bit for bit between compilers and vector widths.
Console.Error.WriteLine((RuntimeFeature.IsDynamicCodeSupported ? "compiled at run time, " : "compiled ahead of time, ") + Width());

float[] rows = MadeRows.Create(RowCount, FeatureCount);

Coreset coreset = Coreset.Compress(rows, FeatureCount, CoresetSize, new CoresetOptions { Seed = 7 });
Console.WriteLine($"coreset: {coreset.Indices.Count} of {coreset.InputCount} rows");
Console.WriteLine("indices: " + string.Join(' ', coreset.Indices));
Print("squared bandwidth", [coreset.SquaredBandwidth!.Value]);
Print("squared mmd", [coreset.SquaredMmd]);
Print("squared mmd, uniform", [coreset.SquaredMmdUniform]);

foreach (CompressionMethod method in Enum.GetValues<CompressionMethod>())
{
    Coreset weighted = Coreset.Compress(rows, FeatureCount, CoresetSize, new CoresetOptions { Method = method, Weighted = true, Seed = 7 });
    Console.WriteLine($"{method}: {string.Join(' ', weighted.Indices)}; {weighted.KernelEvaluations} kernel values");
    Print("weights", [.. weighted.Weights!]);
}

foreach ((string name, float[] predictions) in SmallModels.Predict()) Print($"{name}, read", [.. predictions.Select(prediction => (double)prediction)]);

Print("rows of a type", MadeFlat.Explain());

PointSet<float> points = PointSet<float>.FromRowsStandardized(rows, FeatureCount);
foreach (KernelFamily family in Enum.GetValues<KernelFamily>())
{
    var kernel = new KernelChoice(family, Bandwidth.MedianHeuristic(points));
    Coreset seen = Coreset.Compress(points, kernel, CoresetSize, new CoresetOptions { Weighted = true, Seed = 7 });
    Console.WriteLine($"{family}: {string.Join(' ', seen.Indices)}; {seen.KernelEvaluations} kernel values");
    Print("squared bandwidth, squared mmd, uniform", [kernel.SquaredBandwidth, seen.SquaredMmd, seen.SquaredMmdUniform]);
    Print("weights", [.. seen.Weights!]);
}

foreach (SamplingDesign mode in Enum.GetValues<SamplingDesign>())
{
    Explanation explanation = CompressThenExplain.Explain(new MadeModel(FeatureCount), rows, rows.AsSpan(0, ForegroundCount * FeatureCount),
        new ExplainOptions { ModelRows = 1024, Design = mode, Seed = 7 });
    Console.WriteLine($"explanation: {explanation.Method}, {explanation.ModelRows} model rows");
    Print("base values", [.. explanation.BaseValues]);
    for (int i = 0; i < explanation.RowCount; i++)
    {
        for (int output = 0; output < explanation.OutputCount; output++)
        {
            Print($"row {i}, output {output}, values", explanation.Values(i, output));
            Print($"row {i}, output {output}, standard errors", explanation.StandardErrors(i, output));
        }
    }
}

// A model that is data of the program: rows alone, which its own code predicts, and in a batch; exact values.
TumourModel tumour = new();
float[] cells = MadeRows.Create(200, tumour.FeatureCount), margins = new float[200], alone = new float[200];
tumour.Predict(cells, margins);
for (int i = 0; i < alone.Length; i++)
    tumour.Predict(cells.AsSpan(i * tumour.FeatureCount, tumour.FeatureCount), alone.AsSpan(i, 1));
if (!alone.AsSpan().SequenceEqual(margins))
    throw new InvalidOperationException("A row alone is predicted otherwise than in a batch.");
Print("compiled model", [.. margins.Select(margin => (double)margin)]);
TreeExplainer exact = new(TumourModel.Ensemble, cells, new TreeExplainerOptions());
Print("compiled model, base value", exact.BaseValues);
double[] values = new double[exact.ValueCount];
exact.ComputeValues(cells.AsSpan(0, tumour.FeatureCount), values);
Print("compiled model, values", values);

// A network trained here, its training rows scored in loops made for its layers, and in the general ones.
float[] features = MadeRows.Create(150, FeatureCount);
LabelledData<float> training = new(features, FeatureCount, [.. Enumerable.Range(0, 150).Select(i => features[i * FeatureCount] > 0 ? 1f : 0f)]);
double[] scores = Scores(SmallNetwork.Network, training);
if (!scores.AsSpan().SequenceEqual(Scores(new DenseNetwork([FeatureCount, 20, 2], Activation.Relu, Loss.SoftmaxCrossEntropy), training)))
    throw new InvalidOperationException("The compiled network is attributed otherwise than the general one.");
Print("attribution", scores);

static double[] Scores(DenseNetwork network, LabelledData<float> data)
{
    Trajectory<float> trajectory = Trainer.Train<float>(network, data,
        new TrainingOptions { Steps = 60, BatchSize = 30, Momentum = 0.9, WeightDecay = 1e-3, LearningRate = LearningRate.Constant(0.05), Seed = 7 });
    double[] scores = new double[2 * data.Count];
    SourceAttribution<float>.Fit(trajectory, data, new SourceOptions()).Score(data.Subset([0, 1]), scores, new ScoringOptions { Measurement = Measurement.Margin });
    return scores;
}

static void Print(string name, ReadOnlySpan<double> values)
{
    Console.Write(name + ":");
    foreach (double value in values)
        Console.Write(" " + BitConverter.DoubleToInt64Bits(value).ToString("X16", CultureInfo.InvariantCulture));
    Console.WriteLine();
}

static string Width()
    => Vector512.IsHardwareAccelerated ? "512-bit vectors"
        : Vector256.IsHardwareAccelerated ? "256-bit vectors"
        : Vector128.IsHardwareAccelerated ? "128-bit vectors" : "scalar";
