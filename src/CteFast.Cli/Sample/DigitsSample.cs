using CteFast.Cli.Read;
using CteFast.Tables;

namespace CteFast.Cli.Sample;

/// <summary>What training rows are attributed to when the command is given nothing: 450 of scikit-learn's digits, pixels and class.</summary>
internal static class DigitsSample
{
    /// <summary>The sample's name where a file's would stand.</summary>
    public const string Name = "digits";

    /// <summary>The column of the class.</summary>
    public const string Target = "target";

    /// <summary>The percentage of labels that are made wrong, to be found again.</summary>
    public const int Mislabelled = 5;

    /// <summary>The rows that are not trained on.</summary>
    public const string Rows = "350-449";

    /// <summary>Opens the digits.</summary>
    public static DataFile OpenData() => new(new TableSource(Name, () => typeof(DigitsSample).Assembly.GetManifestResourceStream("digits.csv")!));
}
