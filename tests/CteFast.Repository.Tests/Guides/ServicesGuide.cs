// <guide>
using CteFast.Explain;
using CteFast.Explain.Models;
// </guide>

namespace CteFast.Repository.Tests.Guides;

/// <summary>The code of docs/services.md, between the markers; what stands around them is the test of it.</summary>
public sealed class ServicesGuide
{
    [Fact]
    public void Service_SavedAndLoaded_GivesTheSameBits()
    {
        DelegateModel model = new(featureCount: 3, outputCount: 1, (rows, outputs) =>
        {
            for (int i = 0; i < outputs.Length; i++)
                outputs[i] = 2 * rows[3 * i] + rows[3 * i + 1] * rows[3 * i + 2];
        });
        Random random = new(1);
        float[] trainingRows = [.. Enumerable.Range(0, 3 * 1000).Select(_ => random.NextSingle())];
        float[] request = [1, 2, 3];
        CancellationToken aborted = CancellationToken.None;

        // <guide>
        Background background = Background.Compress(trainingRows, model.FeatureCount, size: 512, seed: 1);
        ExplainOptions options = new() { ModelRows = 2048, Deadline = TimeSpan.FromMilliseconds(5), Seed = 1 };
        Explainer explainer = Explainer.Create(model, background, options);
        // </guide>

        options = options with { Deadline = null };      // what is compared below must not depend on the clock
        explainer = Explainer.Create(model, background, options);

        // <guide>
        double[] prediction = new double[1], values = new double[3], errors = new double[3];
        explainer.Explain(request, prediction, values, errors, aborted);
        // </guide>

        // <guide>
        using MemoryStream state = new();
        explainer.Save(state);
        state.Position = 0;
        Explainer loaded = Explainer.Load(model, state);
        // </guide>

        double[] again = new double[3];
        loaded.Explain(request, prediction, again, errors, aborted);
        Assert.Equal(values, again);
        Assert.Equal(8, explainer.BaseValues[0] + values.Sum(), tolerance: 1e-6);      // outputs up to 8 in float
    }
}
