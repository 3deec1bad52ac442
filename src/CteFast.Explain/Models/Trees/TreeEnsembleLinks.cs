namespace CteFast.Explain.Models.Trees;

/// <summary>What a link does to margins.</summary>
internal static class TreeEnsembleLinks
{
    /// <summary>What the outputs of a model with this link are.</summary>
    public static OutputKind KindOf(this TreeEnsembleLink link, TreeEnsembleOutput output) => (link, output) switch
    {
        (TreeEnsembleLink.Identity, _) => OutputKind.Value,
        (_, TreeEnsembleOutput.Margin) => OutputKind.Margin,
        (TreeEnsembleLink.Logistic or TreeEnsembleLink.Softmax or TreeEnsembleLink.LogisticShare, _) => OutputKind.Probability,
        _ => OutputKind.Value,
    };

    /// <summary>Turns margins into predictions, in place.</summary>
    /// <param name="link">The link.</param>
    /// <param name="outputs">Row-major margins of whole rows.</param>
    /// <param name="outputCount">The outputs of a row.</param>
    /// <param name="scale">What a logistic link multiplies the margin by first.</param>
    public static void Apply(this TreeEnsembleLink link, Span<float> outputs, int outputCount, float scale = 1)
    {
        switch (link)
        {
            case TreeEnsembleLink.Logistic:
                foreach (ref float output in outputs)
                    output = Activations.Sigmoid(scale * output);
                break;
            case TreeEnsembleLink.Exponential:
                foreach (ref float output in outputs)
                    output = MathF.Exp(output);
                break;
            case TreeEnsembleLink.Softplus:
                foreach (ref float output in outputs)
                    output = (float)(Math.Max(output, 0.0) + Math.Log(1 + Math.Exp(-Math.Abs((double)output))));
                break;
            case TreeEnsembleLink.SignedSquare:
                foreach (ref float output in outputs)
                    output *= MathF.Abs(output);
                break;
            case TreeEnsembleLink.Step:
                foreach (ref float output in outputs)
                    output = output > 0f ? 1f : 0f;
                break;
            case TreeEnsembleLink.LogisticShare:
                for (int i = 0; i < outputs.Length; i += outputCount)
                    Share(outputs.Slice(i, outputCount));
                break;
            case TreeEnsembleLink.Softmax:
                for (int i = 0; i < outputs.Length; i += outputCount)
                    Activations.Softmax(outputs.Slice(i, outputCount));
                break;
        }
    }

    private static void Share(Span<float> margins)
    {
        float total = 0;
        foreach (ref float margin in margins)
        {
            margin = Activations.Sigmoid(margin);
            total += margin;
        }

        // Where no class is probable at all, each has the share 0.
        foreach (ref float share in margins)
            share = total > 0 ? share / total : 0f;
    }
}
