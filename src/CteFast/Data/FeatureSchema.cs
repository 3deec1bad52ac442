using System.Collections;
using System.Diagnostics;

namespace CteFast.Data;

/// <summary>What the features of a row are: their names, kinds and levels in the order of the columns, and which belong together. Immutable; threads may share it.</summary>
[DebuggerDisplay("{Count} features, {Groups.Count} groups")]
public sealed class FeatureSchema : IReadOnlyList<Feature>
{
    private readonly Feature[] _features;
    private readonly FeatureKind[] _kinds;
    private readonly Dictionary<string, int> _places = [];

    /// <summary>Takes the features.</summary>
    /// <param name="features">The features, in the order of a row's columns.</param>
    /// <param name="groups">The features that are explained as one, such as the columns of a one-hot encoding; null for none.</param>
    /// <exception cref="ArgumentException">There is no feature, a name is there twice, or a group is empty, overlaps another or has a column that is not there.</exception>
    public FeatureSchema(IEnumerable<Feature> features, IEnumerable<FeatureGroup>? groups = null)
    {
        ArgumentNullException.ThrowIfNull(features);
        (_features, Groups) = ([.. features], [.. groups ?? []]);
        if (_features.Length == 0) throw new ArgumentException("There are no features.", nameof(features));
        for (int j = 0; j < _features.Length; j++)
        {
            if (!_places.TryAdd(_features[j].Name, j)) throw new ArgumentException($"Two features are called \"{_features[j].Name}\"; give each its own name.", nameof(features));
        }

        _kinds = [.. _features.Select(feature => feature.Kind)];
        FeatureGroup.Check(Groups, Count);
    }

    /// <summary>The number of features, d.</summary>
    public int Count => _features.Length;

    /// <summary>The features that are explained as one.</summary>
    public IReadOnlyList<FeatureGroup> Groups { get; }

    /// <summary>What the values of each feature are, d.</summary>
    public ReadOnlySpan<FeatureKind> Kinds => _kinds;

    /// <summary>Whether all values are numbers.</summary>
    public bool IsNumeric => !_kinds.AsSpan().ContainsAnyExcept(FeatureKind.Numeric);

    /// <summary>A feature.</summary>
    public Feature this[int index] => _features[index];

    /// <summary>Features that are numbers all of them.</summary>
    /// <param name="names">Their names.</param>
    /// <exception cref="ArgumentException">There is no name, or one twice.</exception>
    public static FeatureSchema Numeric(IEnumerable<string> names) => new(names.Select(name => new Feature(name)));

    /// <summary>The place of a feature; null where there is none of this name.</summary>
    public int? Find(string name) => _places.TryGetValue(name, out int place) ? place : null;

    /// <summary>The place of a feature.</summary>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public int IndexOf(string name) => Find(name) ?? throw new ArgumentException($"There is no feature \"{name}\"; the features are {string.Join(", ", _features.Take(20).Select(feature => feature.Name))}.", nameof(name));

    /// <summary>The same features with other groups.</summary>
    /// <param name="groups">The groups.</param>
    /// <exception cref="ArgumentException">A group is empty, overlaps another or has a column that is not there.</exception>
    public FeatureSchema WithGroups(IEnumerable<FeatureGroup> groups) => new(_features, groups);

    /// <inheritdoc/>
    public IEnumerator<Feature> GetEnumerator() => ((IEnumerable<Feature>)_features).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
