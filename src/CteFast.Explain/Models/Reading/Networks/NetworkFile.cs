using CteFast.Explain.Models.Networks;

namespace CteFast.Explain.Models.Reading.Networks;

/// <summary>What a file of format <c>ctefast-mlp/1</c> says, member by member.</summary>
internal sealed class NetworkFile(ValueReader file)
{
    private readonly List<NetworkLayer> _layers = [];
    private string? _format;
    private string[]? _features;
    private NetworkStandardization? _standardization;
    private bool _hasLayers;

    /// <summary>Whether the file names a format.</summary>
    public bool HasFormat => _format is not null;

    /// <summary>Reads a member of the outermost object, if it is one of a network.</summary>
    public void Read(string name)
    {
        switch (name)
        {
            case "format":
                _format = file.Text();
                break;
            case "features":
                _features = file.Texts();
                break;
            case "standardize":
                _standardization = ReadStandardization();
                break;
            case "layers":
                _hasLayers = true;
                _layers.Clear();
                file.Items(() => _layers.Add(ReadLayer()));
                break;
        }
    }

    /// <summary>Makes the network of what was read.</summary>
    /// <exception cref="ModelFormatException">Something is missing, or does not fit.</exception>
    public NetworkModel Build()
    {
        string format = _format ?? throw file.Missing("format");
        if (format != NetworkJsonReader.Format)
            throw file.Fault("format", $"\"{format}\" is not supported; \"{NetworkJsonReader.Format}\" is");
        string[] features = _features ?? throw file.Missing("features");
        if (!_hasLayers)
            throw file.Missing("layers");
        if (_layers.Count > 0 && features.Length != _layers[0].InputCount)
            throw file.Fault("features", $"there are {features.Length} names, but the first layer takes {_layers[0].InputCount} inputs");
        if (Array.IndexOf(features, "") is >= 0 and int nameless)
            throw file.Fault($"features[{nameless}]", "the name is empty; give the feature one");
        try
        {
            return new NetworkModel(_layers, features, _standardization);
        }
        catch (ArgumentException e)
        {
            throw file.Fault("layers", ArgumentMessage.Of(e));
        }
    }

    private NetworkLayer ReadLayer()
    {
        float[]? bias = null;
        string? activation = null;
        var rows = new List<int>();         // their lengths
        var weights = new List<float>();
        file.Members(name =>
        {
            switch (name)
            {
                case "bias":
                    bias = file.Singles();
                    break;
                case "activation":
                    activation = file.Text();
                    break;
                case "weights":
                    file.Items(() =>
                    {
                        float[] row = file.Singles();
                        rows.Add(row.Length);
                        weights.AddRange(row);
                    });
                    break;
            }
        });

        if (bias is null)
            throw file.Missing("bias");
        if (weights.Count == 0)
            throw file.Fault("weights", "the layer has no weights");
        if (rows.FindIndex(length => length != bias.Length) is >= 0 and var uneven)
            throw file.Fault($"weights[{uneven}]", $"there are {rows[uneven]} weights for {bias.Length} outputs");
        return new NetworkLayer([.. weights], bias, (activation ?? throw file.Missing("activation")) switch
        {
            "identity" => NetworkActivation.Identity,
            "relu" => NetworkActivation.Relu,
            "sigmoid" => NetworkActivation.Sigmoid,
            "softmax" => NetworkActivation.Softmax,
            _ => throw file.Fault("activation", $"\"{activation}\" is not supported; identity, relu, sigmoid and softmax are"),
        });
    }

    private NetworkStandardization ReadStandardization()
    {
        double[]? means = null, scales = null;
        file.Members(name =>
        {
            if (name == "mean")
                means = file.Doubles();
            else if (name == "scale")
                scales = file.Doubles();
        });
        try
        {
            return new NetworkStandardization(means ?? throw file.Missing("mean"), scales ?? throw file.Missing("scale"));
        }
        catch (ArgumentException e)
        {
            throw file.Fault(ArgumentMessage.Of(e), e);
        }
    }
}
