using CsCheck;
using CteFast.Explain.Models;
using CteFast.Explain.Permutation;
using CteFast.Explain.Tests.Fixtures;
using CteFast.Explain.Tests.Models;
using CteFast.Tests;

namespace CteFast.Explain.Tests.Properties;

/// <summary>What Shapley values must satisfy, for random models, backgrounds and budgets.</summary>
public sealed class PermutationProperties
{
    private const int DataRows = 40;

    private static readonly Gen<Problem> Problems =
        from d in Gen.Int[1, 12]
        from k in Gen.Int[1, 4]
        from mode in Gen.OneOf(SamplingDesign.Paired, SamplingDesign.Crossed)
        from size in Gen.Int[1, DataRows]
        from repeats in Gen.Int[1, 4]
        from batch in Gen.OneOf(1, 3, 7, 1024)
        from seed in Gen.Int[0, 1_000_000]
        select new Problem(d, k, mode, size, repeats, batch, seed);

    [Fact]
    public void Values_AnyProblem_AddUpToThePrediction() => ForAll(Problems, problem =>
    {
        IModel model = MadeModel.Random(problem.D, problem.K, problem.Seed);
        Explanation explanation = problem.Explain(model);
        float[] outputs = model.Predict(problem.Rows);
        for (int row = 0; row < explanation.RowCount; row++)
        {
            for (int output = 0; output < problem.K; output++)
            {
                double prediction = explanation.Prediction(row)[output], sum = explanation.BaseValues[output];
                foreach (double value in explanation.Values(row, output)) sum += value;
                Assert.Equal(outputs[row * problem.K + output], prediction);
                // Only a few hundred sums in double lie between the two.
                Assert.Equal(prediction, sum, 1e-12 * (1 + Math.Abs(prediction)));
            }
        }
    });

    [Fact]
    public void Values_FeatureTheModelIgnores_ExactlyZero() => ForAll(Problems, problem =>
    {
        int ignored = problem.Seed % problem.D;
        DelegateModel inner = MadeModel.Random(problem.D, problem.K, problem.Seed);
        Explanation explanation = problem.Explain(new DelegateModel(problem.D, problem.K, (rows, outputs) =>
        {
            float[] blind = rows.ToArray();
            for (int i = ignored; i < blind.Length; i += problem.D) blind[i] = 0.25f;
            inner.Predict(blind, outputs);
        }));
        for (int output = 0; output < problem.K; output++)
        {
            Assert.Equal(0, explanation.Values(0, output)[ignored]);
            if (explanation.StandardErrors(0, output)[ignored] is not double.NaN) Assert.Equal(0, explanation.StandardErrors(0, output)[ignored]);
        }
    });

    /// <summary>All outputs of a model are averaged with the same weights, so that sums hold also where the mean is adjusted.</summary>
    [Fact]
    public void Values_OutputThatIsASumOfOutputs_AreTheSums() => ForAll(Problems, problem =>
    {
        IModel f = MadeModel.Random(problem.D, 2, problem.Seed);
        Explanation explanation = problem.Explain(new DelegateModel(problem.D, 3, (rows, outputs) =>
        {
            float[] parts = f.Predict(rows);
            for (int i = 0; i < outputs.Length / 3; i++)
                (outputs[3 * i], outputs[3 * i + 1], outputs[3 * i + 2]) = (parts[2 * i], parts[2 * i + 1], parts[2 * i] + parts[2 * i + 1]);
        }));
        // The sum of the outputs, of size 1, was rounded to single precision.
        for (int j = 0; j < problem.D; j++)
            Assert.Equal(explanation.Values(0, 0)[j] + explanation.Values(0, 1)[j], explanation.Values(0, 2)[j], 1e-6);
    });

    /// <summary>The plain mean does not look at the outputs: for one seed the estimate is linear in the model. The adjusted mean chooses its ridge by them.</summary>
    [Fact]
    public void Values_SumOfModelsWithoutAdjustment_AreTheSums() => ForAll(Problems.Select(problem => problem with { Mode = SamplingDesign.Crossed }), problem =>
    {
        IModel f = MadeModel.Random(problem.D, 1, problem.Seed), g = MadeModel.Random(problem.D, 1, problem.Seed + 1);
        Explanation sum = problem.Explain(new DelegateModel(problem.D, 1, (rows, outputs) =>
        {
            float[] left = f.Predict(rows), right = g.Predict(rows);
            for (int i = 0; i < outputs.Length; i++) outputs[i] = left[i] + right[i];
        }));
        Explanation ofF = problem.Explain(f), ofG = problem.Explain(g);
        for (int j = 0; j < problem.D; j++) Assert.Equal(ofF.Values(0)[j] + ofG.Values(0)[j], sum.Values(0)[j], 1e-6);
    });

    /// <summary>Whatever the ridge is chosen by must not change with the unit of the outputs.</summary>
    [Fact]
    public void Values_OutputsTimesAPowerOfTwo_SameTimesIt() => ForAll(Problems, problem =>
    {
        DelegateModel f = MadeModel.Random(problem.D, problem.K, problem.Seed);
        Explanation scaled = problem.Explain(new DelegateModel(problem.D, problem.K, (rows, outputs) =>
        {
            f.Predict(rows, outputs);
            foreach (ref float output in outputs) output *= 1024;
        }));
        Explanation plain = problem.Explain(f);
        for (int output = 0; output < problem.K; output++)
            Assert.Equal([.. plain.Values(0, output).ToArray().Select(value => 1024 * value)], scaled.Values(0, output).ToArray());
    });

    /// <summary>Exactly equal under enumeration; an estimate walks either of the two first, and is equal up to its error.</summary>
    [Fact]
    public void Values_FeaturesThatAreAlike_EqualUpToTheirErrors()
    {
        // Symmetric in features 0 and 1, which are alike in the row explained and in every background row.
        DelegateModel model = MadeModel.Of(4, x => x[0] * x[1] + MathF.Max(x[0] + x[1], x[2]) + x[2] * x[3] * (x[0] + x[1]));
        float[] data = ModelAssert.RandomRows(200 * 4, 3);
        for (int i = 0; i < data.Length; i += 4) data[i + 1] = data[i];
        float[] row = [1.5f, 1.5f, -0.5f, 1f];

        double[] exact = ShapleyOracle.Explain(model, row, data);
        Assert.Equal(exact[0], exact[1], 1e-12);
        foreach (SamplingDesign mode in Enum.GetValues<SamplingDesign>())
        {
            Explanation explanation = new PermutationExplainer(model, MadeBackground.Uniform(data, 4, 50, 1), new ExplainOptions { ModelRows = 12_000, Design = mode, Seed = 5 }).Explain(row);
            double gap = explanation.Values(0)[0] - explanation.Values(0)[1];
            Assert.NotEqual(0, gap);
            Assert.True(Math.Abs(gap) <= 3 * (explanation.StandardErrors(0)[0] + explanation.StandardErrors(0)[1]), $"{mode}: {gap}, errors {explanation.StandardErrors(0)[0]}, {explanation.StandardErrors(0)[1]}");
        }
    }

    /// <summary>
    /// Of a linear model feature j is worth β_j (x_j − mean of z_j) in any ordering: the sample's means are off, the adjusted ones only by what the least
    /// ridge, 1e-4, leaves of that (times at most the inverse of the smallest eigenvalue of the sample's correlations, above 0.5 here).
    /// </summary>
    [Fact]
    public void Values_LinearModelAdjusted_AreExact()
    {
        const int D = 5, Size = 60;
        float[] beta = [1f, -2f, 3f, 0.5f, -0.25f], data = ModelAssert.RandomRows(2000 * D, 8), row = [1, 1, -1, 2, 0];
        DelegateModel model = MadeModel.Linear(beta);
        Background background = MadeBackground.Uniform(data, D, Size, 4);
        var options = new ExplainOptions();
        double[] adjusted = new PermutationExplainer(model, background, options, plan: null, adjust: true).Explain(row).Values(0).ToArray();
        double[] plain = new PermutationExplainer(model, background, options, plan: null, adjust: false).Explain(row).Values(0).ToArray();
        double[] exact = [.. Enumerable.Range(0, D).Select(j => beta[j] * (row[j] - background.DataMeans[j]))];

        double plainError = Enumerable.Range(0, D).Max(j => Math.Abs(plain[j] - exact[j]));
        double adjustedError = Enumerable.Range(0, D).Max(j => Math.Abs(adjusted[j] - exact[j]));
        Assert.True(plainError > 0.1, $"{plainError}");
        Assert.True(adjustedError < 1e-3 * plainError, $"{adjustedError} adjusted, {plainError} plain");
    }

    private static void ForAll(Gen<Problem> problems, Action<Problem> check) => Property.Holds(problems, check, cases: 150);

    /// <summary>A background of <paramref name="Size"/> rows of <see cref="DataRows"/> and a budget of <paramref name="Repeats"/> orderings each.</summary>
    private sealed record Problem(int D, int K, SamplingDesign Mode, int Size, int Repeats, int Batch, int Seed)
    {
        public float[] Rows => ModelAssert.RandomRows(2 * D, Seed + 1);

        public Explanation Explain(IModel model)
        {
            Background background = MadeBackground.Uniform(ModelAssert.RandomRows(DataRows * D, Seed + 2), D, Size, Seed);
            var options = new ExplainOptions { ModelRows = Math.Max(1, 2 * (D - 1)) * Size * Repeats, Design = Mode, MaxBatchRows = Batch, Seed = Seed };
            return new PermutationExplainer(model, background, options).Explain(Rows);
        }
    }
}
