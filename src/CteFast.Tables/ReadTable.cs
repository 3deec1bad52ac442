using CteFast.Data;

namespace CteFast.Tables;

/// <summary>A table that was read: features, targets, and what was found.</summary>
public sealed class ReadTable
{
    internal ReadTable(string name, FeatureTable features, IReadOnlyList<TableTarget> targets, IReadOnlyList<TableFinding> findings)
        => (Name, Features, Targets, Findings) = (name, features, targets, findings);

    /// <summary>The name of the file or of what was read else.</summary>
    public string Name { get; }

    /// <summary>The rows of features.</summary>
    public FeatureTable Features { get; }

    /// <summary>What the features are.</summary>
    public FeatureSchema Schema => Features.Schema;

    /// <summary>The columns of <see cref="TableOptions.Targets"/>, in that order.</summary>
    public IReadOnlyList<TableTarget> Targets { get; }

    /// <summary>The first target, or null where none was asked for.</summary>
    public TableTarget? Target => Targets.Count > 0 ? Targets[0] : null;

    /// <summary>What was found, in the order of the columns.</summary>
    public IReadOnlyList<TableFinding> Findings { get; }
}
