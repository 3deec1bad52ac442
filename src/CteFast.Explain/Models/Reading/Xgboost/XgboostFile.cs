using System.Globalization;
using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Models.Reading.Xgboost;

/// <summary>The members of an XGBoost file, in whatever order they come.</summary>
internal sealed partial class XgboostFile(ValueReader file)
{
    private XgboostLearner? _learner;
    private int[]? _version;

    /// <summary>Whether a <c>learner</c> has come: the file is XGBoost's.</summary>
    public bool HasLearner => _learner is not null;

    /// <summary>Reads a member; false where it is none of XGBoost's.</summary>
    public bool Read(string name)
    {
        if (name == "learner")
            _learner = XgboostLearner.Read(file);
        else if (name == "version" && file.Kind == ValueKind.Array)
            _version = file.Integers();
        else
            return false;
        return true;
    }

    /// <summary>Makes the trees.</summary>
    public TreeEnsembleParts BuildTrees() => Learner().BuildTrees(Version(), VersionText());

    private XgboostLearner Learner() => _learner ?? throw file.Missing("learner");

    // A file without a version is taken for a new one.
    private Version Version() => _version is { Length: >= 2 } parts && parts.All(part => part >= 0) ? new Version(parts[0], parts[1]) : new Version(int.MaxValue, 0);

    private string VersionText() => string.Join(".", (_version ?? []).Select(part => part.ToString(CultureInfo.InvariantCulture)));
}
