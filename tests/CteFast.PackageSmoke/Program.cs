using CteFast.Attribution.Methods;
using CteFast.Attribution.Models;
using CteFast.Attribution.Scoring;
using CteFast.Attribution.Training;
using CteFast.Compression;
using CteFast.Data;
using CteFast.Discrepancy;
using CteFast.Explain.Models.Trees;
using CteFast.Kernels;

// A kernel of the user's own, written once as a formula, used by the library as if it were its own.
const int D = 7, N = 2000, Size = 40;
Random random = new(1);
float[] rows = [.. Enumerable.Range(0, N * D).Select(_ => random.NextSingle())];
PointSet<float> points = PointSet<float>.FromRowsStandardized(rows, D);
CauchyKernel kernel = new(2 * D);

float[] matrix = new float[N * N];
KernelMatrix.Fill(kernel, points, points, matrix);
for (int i = 0; i < N; i += 97)
{
    for (int j = 0; j < N; j += 89)
    {
        float expected = Evaluate(kernel, Standardized(i), Standardized(j));
        // A few roundings of seven terms, a quotient.
        if (Math.Abs(matrix[i * N + j] - expected) > 1e-5f * expected) return Fail($"k({i}, {j}) is {matrix[i * N + j]}, not {expected}");
    }
}

int[] coreset = new int[Size];
new CompressPlusPlus<CauchyKernel, float>(kernel, new CoresetOptions { Seed = 1 }).Run(points, coreset);
double[] mean = new double[N];
KernelMean.Compute(kernel, points, mean);
double chosen = Mmd.Squared(kernel, points, mean, coreset), uniform = Mmd.SquaredOfUniform(kernel, points, mean, Size);
if (!(chosen < uniform / 4)) return Fail($"the coreset's squared MMD {chosen} is not far below a uniform sample's {uniform}");

float[] predicted = new float[3];
new StumpModel().Predict([1f, 2f, float.NaN], predicted);
if (!predicted.AsSpan().SequenceEqual([10.5f, 20.5f, 10.5f])) return Fail($"the compiled model predicts {string.Join(' ', predicted)}");

// A network of this project, attributed by loops made for its layers: the same scores as by the general ones.
LabelledData<float> labelled = new(rows.AsSpan(0, 100 * D), D, [.. Enumerable.Range(0, 100).Select(i => rows[i * D] > 0.5f ? 1f : 0f)]);
if (!Scores(RowNetwork.Network, labelled).AsSpan().SequenceEqual(Scores(new DenseNetwork([D, 12, 2], Activation.Relu, Loss.SoftmaxCrossEntropy), labelled)))
    return Fail("the compiled network is attributed otherwise than the general one");

Console.WriteLine($"A kernel of one's own from the package: squared MMD {chosen:G3}, of a uniform sample {uniform:G3}");
return 0;

float[] Standardized(int row) => [.. Enumerable.Range(0, D).Select(j =>
    (float)((rows[row * D + j] - points.Standardization!.Means[j]) / points.Standardization.Scales[j]))];

static double[] Scores(DenseNetwork network, LabelledData<float> data)
{
    Trajectory<float> trajectory = Trainer.Train<float>(network, data, new TrainingOptions { Steps = 40, BatchSize = 20, LearningRate = LearningRate.Constant(0.1), Seed = 1 });
    double[] scores = new double[3 * data.Count];
    SourceAttribution<float>.Fit(trajectory, data, new SourceOptions()).Score(data.Subset([0, 1, 2]), scores, new ScoringOptions());
    return scores;
}

static T Evaluate<T>(IKernel<T> kernel, T[] x, T[] y)
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => kernel.Evaluate(x, y);

static int Fail(string what)
{
    Console.Error.WriteLine(what);
    return 1;
}

/// <summary>x &lt; 1.5 ? 10 : 20, missing to the left, and 0.5 more: a file of this project, compiled into it.</summary>
[TreeModel("stump.json")]
internal sealed partial class StumpModel;

/// <summary>7-12-2.</summary>
[DenseNetwork(7, 12, 2, Loss = Loss.SoftmaxCrossEntropy)]
internal static partial class RowNetwork;

/// <summary>1 / (1 + r²/σ²).</summary>
[Kernel(Dimensions = [7])]
internal readonly partial struct CauchyKernel(float squaredBandwidth)
{
    private readonly float _inverse = 1 / squaredBandwidth;

    private static float Term(float x, float y) => (x - y) * (x - y);

    private float Profile(float sum) => 1 / (1 + sum * _inverse);
}
