using CteFast.Explain.Models;

namespace CteFast.Explain.Gradients;

/// <summary>How many background rows and positions a budget of gradients pays for.</summary>
internal static class GradientPlan
{
    /// <summary>The number of background rows to choose.</summary>
    /// <exception cref="ArgumentException">The budget does not pay for one row.</exception>
    public static int BackgroundRows(in ExplainOptions options, int available)
    {
        int usable = options.Design == SamplingDesign.Paired ? options.ModelRows : options.ModelRows / options.Steps;
        if (usable < 1)
        {
            throw new ArgumentException($"A budget of {options.ModelRows} gradients is too small for one background row: allow at least "
                + $"{(options.Design == SamplingDesign.Paired ? 1 : options.Steps)}.", nameof(options));
        }

        return Math.Min(options.BackgroundSize > 0 ? Math.Min(options.BackgroundSize, usable) : usable, available);
    }

    /// <summary>The number of positions on the path of each background row.</summary>
    public static int Positions(in ExplainOptions options, int rows) => options.Design == SamplingDesign.Paired ? options.ModelRows / rows : options.Steps;

    /// <summary>The background, or as many of its rows as the budget pays for.</summary>
    /// <exception cref="ArgumentException">The budget does not pay for one row, or the options ask for what expected gradients do not have.</exception>
    public static Background Afford(IModel model, Background background, in ExplainOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(background);
        options.Check();
        if (options.Groups is not null)
            throw new ArgumentException("Expected gradients are of single features; for groups of columns choose another method.", nameof(options));
        if (options.Deadline is not null || options.Precision > 0)
            throw new ArgumentException($"Expected gradients take a budget in model rows alone, no deadline or precision: set {nameof(ExplainOptions.ModelRows)}.", nameof(options));
        return background.Thin(BackgroundRows(options with { BackgroundSize = 0 }, background.Count), options.Seed, cancellationToken);
    }
}
