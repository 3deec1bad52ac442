using CteFast.Data;
using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Models.OneHot;

/// <summary>
/// How features with levels became columns of 0 and 1 before a model was trained. <see cref="Decode(IModel)"/> gives the model of the features themselves, so that a city is one
/// feature in values, interactions, importance, effects and pictures; its predictions are those of the model, bit for bit.
/// </summary>
/// <remarks>
/// A split of a tree by such a column asks whether the feature has a level, and is made to ask that: trees stay trees, and their values exact. Any other model gets its
/// columns of 0 and 1 before each prediction. A missing value is 0 in all columns, as encoders write it.
/// </remarks>
public sealed class OneHotEncoding
{
    private readonly OneHotFeature?[] _oneHot;      // by feature
    private readonly int[] _feature;                // by the model's column
    private readonly int[] _level;                  // by the model's column; -1 where it is the feature itself

    /// <summary>Describes an encoding.</summary>
    /// <param name="columns">What the model's columns are.</param>
    /// <param name="features">The features that are several of them. Each stands where its first column stood.</param>
    /// <exception cref="ArgumentException">A feature has no column or not one entry a level, a column is not there or belongs to two levels, or two features have one name.</exception>
    public OneHotEncoding(FeatureSchema columns, IEnumerable<OneHotFeature> features)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(features);
        Columns = columns;
        var places = new Dictionary<int, (OneHotFeature Feature, int Level)>();
        foreach (OneHotFeature feature in features) Add(feature, places);

        List<OneHotFeature?> oneHot = [];
        List<Feature> schema = [];
        (_feature, _level) = (new int[columns.Count], new int[columns.Count]);
        var seen = new Dictionary<OneHotFeature, int>(ReferenceEqualityComparer.Instance);
        for (int j = 0; j < columns.Count; j++)
        {
            bool isOneHot = places.TryGetValue(j, out var place);
            if (!isOneHot || seen.TryAdd(place.Feature, schema.Count))
            {
                oneHot.Add(isOneHot ? place.Feature : null);
                schema.Add(isOneHot ? new Feature(place.Feature.Name, FeatureKind.Categorical, place.Feature.Levels) : columns[j]);
            }

            (_feature[j], _level[j]) = isOneHot ? (seen[place.Feature], place.Level) : (schema.Count - 1, -1);
        }

        (_oneHot, Schema) = ([.. oneHot], new FeatureSchema(schema));
    }

    /// <summary>The model's columns.</summary>
    public FeatureSchema Columns { get; }

    /// <summary>The features.</summary>
    public FeatureSchema Schema { get; }

    /// <summary>The model of the features.</summary>
    /// <param name="model">The model of the columns.</param>
    /// <exception cref="ArgumentException">The model has another number of features than there are columns.</exception>
    public IModel Decode(IModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.FeatureCount != Columns.Count) throw new ArgumentException($"The model has {model.FeatureCount} features, and the encoding {Columns.Count} columns.", nameof(model));
        return model is ITreeModel { Trees: { HasLinearLeaves: false } trees } ? trees.Decode(this) : new OneHotModel(model, this);
    }

    /// <summary>Rows of the features.</summary>
    /// <param name="table">Rows of the columns.</param>
    /// <exception cref="ArgumentException">A row has something else than one 1 at most among the columns of a feature, or only zeros where no level is without a column.</exception>
    public FeatureTable Decode(FeatureTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Schema.Count != Columns.Count) throw new ArgumentException($"The table has {table.Schema.Count} columns, and the encoding {Columns.Count}.", nameof(table));
        float[] rows = new float[table.Count * Schema.Count];
        for (int i = 0; i < table.Count; i++)
        {
            ReadOnlySpan<float> from = table[i];
            Span<float> to = rows.AsSpan(i * Schema.Count, Schema.Count);
            for (int j = 0; j < _oneHot.Length; j++)
            {
                if (_oneHot[j] is { } feature) to[j] = Level(feature, from, i);
            }

            for (int j = 0; j < from.Length; j++)
            {
                if (_level[j] < 0) to[_feature[j]] = from[j];
            }
        }

        return new FeatureTable(Schema, rows);
    }

    /// <summary>The feature of a column of the model, and the level that makes it 1; −1 where the column is the feature itself.</summary>
    internal (int Feature, int Level) Of(int column) => (_feature[column], _level[column]);

    /// <summary>Writes the columns of rows.</summary>
    internal void Encode(ReadOnlySpan<float> rows, Span<float> columns)
    {
        for (int i = 0; i < rows.Length / Schema.Count; i++)
        {
            ReadOnlySpan<float> from = rows.Slice(i * Schema.Count, Schema.Count);
            Span<float> to = columns.Slice(i * Columns.Count, Columns.Count);
            for (int j = 0; j < to.Length; j++) to[j] = _level[j] < 0 ? from[_feature[j]] : from[_feature[j]] == _level[j] ? 1 : 0;
        }
    }

    private void Add(OneHotFeature feature, Dictionary<int, (OneHotFeature Feature, int Level)> places)
    {
        if (feature.Columns.Count != feature.Levels.Count) throw new ArgumentException($"\"{feature.Name}\" has {feature.Levels.Count} levels, and columns for {feature.Columns.Count}.");
        if (feature.Columns.All(column => column < 0)) throw new ArgumentException($"\"{feature.Name}\" has no column.");
        for (int level = 0; level < feature.Columns.Count; level++)
        {
            int column = feature.Columns[level];
            if (column >= Columns.Count) throw new ArgumentException($"\"{feature.Name}\": there is no column {column}; there are {Columns.Count}.");
            if (column >= 0 && !places.TryAdd(column, (feature, level))) throw new ArgumentException($"The column \"{Columns[column].Name}\" belongs to two levels.");
        }
    }

    private float Level(OneHotFeature feature, ReadOnlySpan<float> columns, int row)
    {
        int one = -1, none = -1;
        for (int level = 0; level < feature.Columns.Count; level++)
        {
            int column = feature.Columns[level];
            if (column < 0)
            {
                none = level;
                continue;
            }

            if (columns[column] == 0) continue;
            if (columns[column] != 1 || one >= 0)
                throw new ArgumentException($"Row {row}: \"{Columns[column].Name}\" is {Columns[column].Text(columns[column])}, but the columns of \"{feature.Name}\" are 0 and at most one of them is 1.");
            one = level;
        }

        return one >= 0 ? one : none >= 0 ? none : float.NaN;
    }
}
