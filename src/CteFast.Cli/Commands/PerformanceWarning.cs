using CteFast.Cli.Render;
using CteFast.Cli.Shell;
using CteFast.Explain.Global.Performance;
using CteFast.Explain.Models;

namespace CteFast.Cli.Commands;

/// <summary>Says when a model predicts worse than its own mean, which mostly means that labels and predictions do not belong together.</summary>
internal static class PerformanceWarning
{
    /// <summary>Compares the model's loss with that of its mean prediction.</summary>
    public static void Write(ModelTable table, Terminal terminal, CancellationToken cancellationToken)
    {
        if (table.Predicting.OutputKind == OutputKind.Margin) return;
        ModelPerformance performance = ModelPerformance.Compute(table.Predicting, table.Rows, table.Labels, cancellationToken);
        if (performance.IsWorseThanMean) terminal.Error.WriteLine(InputException.OneLine(Sentences.WorseThanMean(performance)));
    }
}
