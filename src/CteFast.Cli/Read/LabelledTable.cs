using CteFast.Attribution.Models;
using CteFast.Cli.Shell;

namespace CteFast.Cli.Read;

/// <summary>A table of features and targets.</summary>
/// <param name="Data">The rows.</param>
/// <param name="Classes">The number of classes, or null when targets are numbers.</param>
internal sealed record LabelledTable(LabelledData<float> Data, int? Classes)
{
    private const int MostClasses = 1000;

    /// <summary>Reads all columns: one is the target, the others are features.</summary>
    /// <param name="file">The table.</param>
    /// <param name="target">The target's column.</param>
    /// <param name="progress">Receives the fraction read, now and then.</param>
    public static LabelledTable Read(CsvFile file, string target, IProgress<double>? progress)
    {
        int place = file.IndexOf(target);
        int[] features = [.. Enumerable.Range(0, file.Columns.Count).Where(column => column != place)];
        if (features.Length == 0)
            throw new InputException($"{file.Name} has no column but {InputException.Quote(target)}; features are needed to train on");
        (NumberTable table, float[] targets) = file.ReadLabelled(features, place, progress: progress);
        return new LabelledTable(new LabelledData<float>(table.Values, features.Length, targets), CountClasses(targets));
    }

    /// <summary>Whole numbers from 0 on, each of them there, two at least and a thousand at most, are classes.</summary>
    private static int? CountClasses(float[] targets)
    {
        HashSet<float> distinct = [.. targets];
        bool areClasses = distinct.Count is >= 2 and <= MostClasses && distinct.Min() == 0 && distinct.Max() == distinct.Count - 1 && distinct.All(float.IsInteger);
        return areClasses ? distinct.Count : null;
    }
}
