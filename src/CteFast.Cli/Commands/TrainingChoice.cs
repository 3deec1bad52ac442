using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CteFast.Attribution.Models;
using CteFast.Attribution.Training;
using CteFast.Cli.Render;
using CteFast.Cli.Shell;
using CteFast.Data;

namespace CteFast.Cli.Commands;

/// <summary>The options of a network that is trained for attribution, and the training.</summary>
internal sealed class TrainingChoice
{
    private const int DefaultWidth = 64, DefaultEpochs = 20, DefaultBatch = 25;
    private const double DefaultRate = 0.01, DefaultMomentum = 0.9, DefaultDecay = 1e-3;

    private readonly Option<int[]?> _hidden = new("--hidden")
    {
        Description = $"Widths of the hidden layers, as in 64,32; 0 for none, which is linear or softmax regression [default: {DefaultWidth}]",
        HelpName = "WIDTHS",
        CustomParser = ParseWidths,
    };

    private readonly Option<int?> _epochs = NumberOption.Count("--epochs", $"Passes over the training rows [default: {DefaultEpochs}]");
    private readonly Option<int?> _batch = NumberOption.Count("--batch", $"Training rows in a batch [default: {DefaultBatch}]");
    private readonly Option<double?> _rate = Number("--learning-rate", $"Learning rate [default: {DefaultRate.ToString(CultureInfo.InvariantCulture)}]", 1e-12, 1e6);
    private readonly Option<double?> _momentum = Number("--momentum", $"Momentum [default: {DefaultMomentum.ToString(CultureInfo.InvariantCulture)}]", 0, 0.9999);
    private readonly Option<double?> _decay = Number("--weight-decay", $"Weight decay [default: {DefaultDecay.ToString(CultureInfo.InvariantCulture)}]", 0, 1e6);
    private readonly Option<long> _seed = NumberOption.Seed();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _hidden, _epochs, _batch, _rate, _momentum, _decay, _seed })
            command.Options.Add(option);
    }

    /// <summary>The seed of everything random.</summary>
    public long Seed(ParseResult parsed) => parsed.GetValue(_seed);

    /// <summary>Standardises by the training rows, trains, and returns both kinds of rows as the network sees them.</summary>
    public (LabelledData<float> Training, LabelledData<float> Queries, Trajectory<float> Trajectory, TargetUnit Unit) Train(ParseResult parsed, Terminal terminal, AttributionSplit split, int? classes,
        CancellationToken cancellationToken)
    {
        Standardization features = Standardization.Of(split.Training.Features, split.Training.FeatureCount);
        Standardization targets = classes is null ? Standardization.Of(split.Training.Targets, 1) : new Standardization([0], [1]);
        LabelledData<float> training = Standardized(split.Training), queries = Standardized(split.Queries);
        int[] hidden = parsed.GetResult(_hidden) is null ? [DefaultWidth] : parsed.GetValue(_hidden)!;
        DenseNetwork network = new([training.FeatureCount, .. hidden, classes ?? 1], Activation.Relu, classes is null ? Loss.SquaredError : Loss.SoftmaxCrossEntropy);
        int batch = Math.Min(parsed.GetValue(_batch) ?? DefaultBatch, training.Count);
        TrainingOptions options = new()
        {
            Steps = Steps(parsed.GetValue(_epochs) ?? DefaultEpochs, training.Count, batch),
            BatchSize = batch,
            LearningRate = LearningRate.Constant(parsed.GetValue(_rate) ?? DefaultRate),
            Momentum = parsed.GetValue(_momentum) ?? DefaultMomentum,
            WeightDecay = parsed.GetValue(_decay) ?? DefaultDecay,
            Seed = Seed(parsed),
            Threads = 0,
        };
        int fewest = options.Segments.Count * options.Segments.Checkpoints;
        if (options.Steps < fewest)
            throw new InputException($"attribution needs at least {fewest} training steps, and --epochs and --batch make {options.Steps}; take more epochs or smaller batches");
        Trajectory<float> trajectory = ProgressBar.Run(terminal, "Training", progress => Trainer.Train<float>(network, training, options, progress: progress, cancellationToken: cancellationToken));
        return (training, queries, trajectory, new TargetUnit(targets.Means[0], targets.Scales[0]));

        LabelledData<float> Standardized(LabelledData<float> data) => new(Scale(data.Features, features), data.FeatureCount, Scale(data.Targets, targets));
    }

    private static int Steps(int epochs, int rows, int batch)
    {
        try
        {
            return TrainingOptions.StepsOf(epochs, rows, batch);
        }
        catch (OverflowException)
        {
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"--epochs {epochs}: {rows} rows in batches of {batch} make more than {int.MaxValue:N0} steps; take fewer epochs or larger batches"));
        }
    }

    private static float[] Scale(ReadOnlySpan<float> values, Standardization standardization)
    {
        float[] scaled = values.ToArray();
        int columns = standardization.Means.Length;
        for (int i = 0; i < scaled.Length; i++)
            scaled[i] = (scaled[i] - (float)standardization.Means[i % columns]) / (float)standardization.Scales[i % columns];
        return scaled;
    }

    private static Option<double?> Number(string name, string description, double smallest, double largest) => new(name)
    {
        Description = description,
        HelpName = "X",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= smallest && number <= largest)
                return number;
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} takes a number from {smallest} to {largest}, not {InputException.Quote(text)}"));
            return null;
        },
    };

    private static int[]? ParseWidths(ArgumentResult result)
    {
        const int Widest = 1 << 16;
        string text = result.Tokens[0].Value;
        if (text == "0")
            return [];
        int[] widths = [.. text.Split(',').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int width) ? width : 0)];
        if (widths.All(width => width is >= 1 and <= Widest))
            return widths;
        result.AddError($"--hidden takes widths from 1 to {Widest} with commas between them, or 0, not {InputException.Quote(text)}");
        return null;
    }
}

/// <summary>How the numbers that a network was trained on were made of the targets: less a mean, divided by a scale.</summary>
internal readonly record struct TargetUnit(double Mean, double Scale)
{
    /// <summary>A prediction of the network in the unit of the targets.</summary>
    public float Of(float prediction) => (float)(Mean + Scale * prediction);
}
