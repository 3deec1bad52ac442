using System.CommandLine;
using CteFast.Cli.Shell;

namespace CteFast.Cli.Commands;

/// <summary>The option for one of a model's outputs, as the classes of a classifier are.</summary>
internal static class ClassOption
{
    /// <summary>The option.</summary>
    /// <param name="description">What is done with the output, and which one is the default.</param>
    public static Option<int?> Create(string description) => NumberOption.Index("--class", description);

    /// <summary>The output named, or null; throws where the model has no such output.</summary>
    /// <param name="asked">What was named.</param>
    /// <param name="outputCount">The outputs of the model.</param>
    /// <param name="modelName">The model's name.</param>
    public static int? Check(int? asked, int outputCount, string modelName)
        => asked is null || asked < outputCount ? asked
            : throw new InputException(outputCount == 1 ? $"--class {asked}: {modelName} has one output, 0" : $"--class {asked}: the outputs of {modelName} are 0 to {outputCount - 1}");
}
