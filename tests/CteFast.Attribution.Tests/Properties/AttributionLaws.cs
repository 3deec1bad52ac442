using CsCheck;
using CteFast.Attribution.Curvature;
using CteFast.Attribution.Methods;
using CteFast.Attribution.Models;
using CteFast.Attribution.Storage;
using CteFast.Attribution.Training;
using CteFast.Attribution.Walk;

namespace CteFast.Attribution.Tests.Properties;

/// <summary>Laws that scores, gradients and curvature obey whatever the network and the data.</summary>
/// <remarks>Scores are sums of products in double over at most some hundred terms: 1e-9 of the largest score is far above their rounding and far below any real difference.</remarks>
public sealed class AttributionLaws
{
    private const int Cases = 40;
    private const double Rounding = 1e-9;

    /// <summary>Every method that follows a gradient of the query; each makes itself ready for the rows it is given.</summary>
    private static readonly (string Name, Func<RandomCase, LabelledData<double>, AttributionMethod<double>> Make)[] Methods =
    [
        ("SOURCE, EK-FAC", (c, rows) => SourceAttribution<double>.Fit(c.Trajectory(rows.Count), rows, new SourceOptions())),
        ("SOURCE, recurrence", (c, rows) => SourceAttribution<double>.Fit(c.Trajectory(rows.Count), rows, new SourceOptions { Spectral = SpectralMode.Recurrence, Curvature = CurvatureKind.GaussNewton })),
        ("SOURCE, diagonal", (c, rows) => SourceAttribution<double>.Fit(c.Trajectory(rows.Count), rows, new SourceOptions { Spectral = SpectralMode.DiscretePower, Curvature = CurvatureKind.Diagonal })),
        ("influence", (c, rows) => InfluenceFunctions<double>.Fit(c.Network, rows, c.Parameters(3), new InfluenceOptions { Damping = 0.1 })),
        ("TracIn", (c, rows) => new TracIn<double>(c.Trajectory(rows.Count), rows)),
        ("gradient dot", (c, rows) => new GradientSimilarity<double>(c.Network, rows, c.Parameters(3))),
        ("exact unrolling", (c, rows) => new ExactUnrolling<double>(c.Network, rows, new TrainingOptions { Steps = 3, BatchSize = 0, Segments = new SegmentPlan { Count = 1, Checkpoints = 1 } }, c.Parameters(1))),
    ];

    private static readonly Gen<(RandomCase Case, int Method)> CaseAndMethod = Gen.Select(RandomCase.Any, Gen.Int[0, Methods.Length - 1]);

    // Law: scores are ⟨∇f, v⟩ with v of the training row alone, so they are linear in the gradient of the measurement f. A squared error at a target t has the
    // gradient y − t, so the scores at the middle of two targets are the mean of the scores at both.
    [Fact]
    public void Scores_TargetHalfway_AreTheMean() => CaseAndMethod.Sample((c, m) =>
    {
        c = c with { Loss = Loss.SquaredError };
        AttributionMethod<double> method = Methods[m].Make(c, c.Training);
        LabelledData<double> queries = c.Queries;
        double[] one = Scores.Of(method, queries), two = Scores.Of(method, Moved(queries, 2)), middle = Scores.Of(method, Moved(queries, 1));
        Near([.. one.Zip(two, (x, y) => (x + y) / 2)], middle, Largest(one, two), Methods[m].Name);
    }, iter: Cases, print: Print);

    // Law: rows are a set. Training rows in another order have the same scores in that order. Exact unrolling takes all rows in every step, so it obeys as well.
    [Fact]
    public void Scores_TrainingRowsPermuted_ArePermuted() => CaseAndMethod.Sample((c, m) =>
    {
        LabelledData<double> rows = c.Training;
        int[] order = [.. Enumerable.Range(0, rows.Count).OrderBy(row => (row * 7919 + c.Seed) % rows.Count).ThenByDescending(row => row)];
        double[] plain = Scores.Of(Methods[m].Make(c, rows), c.Queries, c.Other), permuted = Scores.Of(Methods[m].Make(c, rows.Subset(order)), c.Queries, c.Other);
        int n = rows.Count;
        Near([.. Enumerable.Range(0, plain.Length).Select(i => plain[i / n * n + order[i % n]])], permuted, Largest(plain), Methods[m].Name);
    }, iter: Cases, print: Print);

    // Law: a score depends on a row's content only: two equal rows have the same score, to the last bit.
    [Fact]
    public void Scores_DuplicateRows_HaveTheSameBits() => CaseAndMethod.Sample((c, m) =>
    {
        LabelledData<double> rows = c.Training;
        int n = rows.Count, twin = c.Seed % n;
        double[] scores = Scores.Of(Methods[m].Make(c, rows.Subset([.. Enumerable.Range(0, n), twin])), c.Queries, c.Other);
        for (int q = 0; q < c.Queries.Count; q++) Assert.Equal(scores[q * (n + 1) + twin], scores[q * (n + 1) + n]);
    }, iter: Cases, print: Print);

    // Law: the gradient of a smooth loss is the limit of difference quotients; with tanh the quotient of step h errs by h²/6 times a third derivative.
    [Fact]
    public void Gradient_RandomNetwork_IsTheDifferenceQuotient() => RandomCase.Any.Sample(c =>
    {
        const double Step = 1e-5;
        c = c with { Activation = Activation.Tanh };
        double[] parameters = c.Parameters(), gradient = new double[parameters.Length];
        c.Network.Gradient<double>(parameters, c.Training, gradient);
        double largest = 1 + gradient.Max(Math.Abs);
        for (int p = 0; p < parameters.Length; p++)
        {
            double Loss(double step)
            {
                double[] moved = [.. parameters], losses = new double[c.Rows];
                moved[p] += step;
                c.Network.Measure<double>(moved, c.Training, Measurement.Loss, losses);
                return losses.Average();
            }

            Assert.Equal((Loss(Step) - Loss(-Step)) / (2 * Step), gradient[p], 1e-7 * largest);
        }
    }, iter: Cases);

    // Law: a store holds the gradients themselves, so scores read from it have the bits of computed ones.
    [Fact]
    public void Store_RandomNetwork_GivesTheScoresOfMemory() => CaseAndMethod.Sample((c, m) =>
    {
        LabelledData<double> rows = c.Training;
        Trajectory<double> trajectory = c.Trajectory(rows.Count);
        AttributionMethod<double> method = Methods[m].Name switch
        {
            "influence" => InfluenceFunctions<double>.Fit(trajectory.Network, rows, trajectory.Final, new InfluenceOptions()),
            "gradient dot" => new GradientSimilarity<double>(trajectory.Network, rows, trajectory.Final),
            "SOURCE, EK-FAC" or "exact unrolling" => SourceAttribution<double>.Fit(trajectory, rows, new SourceOptions()),
            "SOURCE, recurrence" => SourceAttribution<double>.Fit(trajectory, rows, new SourceOptions { Spectral = SpectralMode.Recurrence }),
            "SOURCE, diagonal" => SourceAttribution<double>.Fit(trajectory, rows, new SourceOptions { Curvature = CurvatureKind.Diagonal, AverageParameters = true }),
            _ => new TracIn<double>(trajectory, rows),
        };
        double[] computed = Scores.Of(method, c.Queries, c.Other);
        string path = Path.GetTempFileName();
        try
        {
            GradientStore<double>.Write(path, trajectory, rows);
            using GradientStore<double> store = GradientStore<double>.Open(path, trajectory, rows);
            method.UseGradients(store);
            Assert.Equal(computed, Scores.Of(method, c.Queries, c.Other));
        }
        finally
        {
            File.Delete(path);
        }
    }, iter: Cases, print: Print);

    // Law: (H + λI)⁻¹·(H + λI)·v = v, H as EK-FAC factors it: into the eigenbasis, times the eigenvalues, back; and the same with their inverses.
    [Fact]
    public void EkFacInverse_OfItsProduct_IsTheIdentity() => RandomCase.Any.Sample(c =>
    {
        const double Damping = 0.1;
        DenseNetwork network = c.Network;
        EkFac<double> basis = EkFac<double>.Fit(new CurvatureRows<double>(network, c.Training, [c.Parameters()], 1, CancellationToken.None));
        double[] v = Made.Normal(network.ParameterCount, c.Seed + 5), damping = [.. Enumerable.Repeat(Damping, v.Length)], product = [.. v];
        Apply(basis, network, product, basis.Eigenvalues.ToArray().Select(value => value + Damping));
        double size = product.Max(Math.Abs);
        Assert.True(product.Zip(v, (x, y) => Math.Abs(x - y)).Max() > 0.01, "the product is the vector: nothing is tried");
        Apply(basis, network, product, SegmentFilter.Inverse(basis.Eigenvalues, damping).Response);

        // The condition number is (σ_max + λ)/λ, at most the product's size over λ.
        Near(v, product, Math.Max(1, size / Damping), "EK-FAC");
    }, iter: Cases);

    private static void Apply(EkFac<double> basis, DenseNetwork network, double[] vector, IEnumerable<double> factors)
    {
        Vectors.Rotate(network, basis.Into, vector);
        int i = 0;
        foreach (double factor in factors) vector[i++] *= factor;
        Vectors.Rotate(network, basis.Back, vector);
    }

    private static LabelledData<double> Moved(LabelledData<double> data, double by) =>
        new(data.Features, data.FeatureCount, [.. data.Targets.ToArray().Select(target => target + by)]);

    private static double Largest(params double[][] scores) => scores.Max(all => all.Max(Math.Abs));

    private static void Near(double[] expected, double[] actual, double scale, string what)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= Rounding * Math.Max(scale, 1e-3), $"{what}: {actual[i]} instead of {expected[i]} at {i}");
    }

    private static string Print((RandomCase Case, int Method) tried) => $"{tried.Case}; {Methods[tried.Method].Name}";
}
