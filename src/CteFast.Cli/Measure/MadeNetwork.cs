using CteFast.Explain.Models.Networks;

namespace CteFast.Cli.Measure;

/// <summary>A network of random weights and one output: as much work for a row as one that was trained.</summary>
internal static class MadeNetwork
{
    /// <summary>A network with rectified hidden layers of the given widths.</summary>
    public static NetworkModel Make(int inputs, ReadOnlySpan<int> hidden, int seed)
    {
        List<NetworkLayer> layers = [];
        foreach (int width in hidden) Add(width, NetworkActivation.Relu);
        Add(1, NetworkActivation.Identity);
        return new NetworkModel(layers);

        void Add(int outputs, NetworkActivation activation)
        {
            float scale = MathF.Sqrt(2f / inputs);
            float[] weights = [.. NormalRows.Make(inputs, outputs, seed++).Select(value => value * scale)];
            layers.Add(new NetworkLayer(weights, NormalRows.Make(1, outputs, seed++), activation));
            inputs = outputs;
        }
    }
}
