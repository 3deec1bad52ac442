using System.Globalization;

namespace CteFast.Explain.Models.Reading.Xgboost;

/// <summary>The members of an XGBoost file, in whatever order they come.</summary>
internal sealed class XgboostFile(ValueReader file)
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

    /// <summary>Makes the model: trees, or a linear one.</summary>
    public IModel Build()
    {
        XgboostLearner learner = _learner ?? throw file.Missing("learner");
        int[] parts = _version ?? [];
        // A file without a version is taken for a new one.
        Version version = parts.Length >= 2 && parts.All(part => part >= 0) ? new Version(parts[0], parts[1]) : new Version(int.MaxValue, 0);
        return learner.Build(version, string.Join('.', parts.Select(part => part.ToString(CultureInfo.InvariantCulture))));
    }
}
