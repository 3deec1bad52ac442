using CteFast.Cli.Read;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Reading.Xgboost;
using CteFast.Tables;

namespace CteFast.Cli.Sample;

/// <summary>What the command explains when it is given nothing: 13,485 diamonds and an XGBoost model of their log price.</summary>
internal static class DiamondsSample
{
    /// <summary>The sample's name where a file's would stand.</summary>
    public const string Name = "sample";

    /// <summary>The column that is not a feature.</summary>
    public const string Target = "price";

    /// <summary>Opens the diamonds.</summary>
    public static DataFile OpenData() => new(new TableSource(Name, () => Resource("diamonds.csv")));

    /// <summary>Reads the model.</summary>
    public static IModel ReadModel()
    {
        using Stream stream = Resource("diamonds.xgb.json");
        return XgboostReader.Read(stream, Name);
    }

    /// <summary>What the model predicts of a diamond's price: its natural logarithm.</summary>
    public static float Label(float price) => MathF.Log(price);

    private static Stream Resource(string name) => typeof(DiamondsSample).Assembly.GetManifestResourceStream(name)!;
}
