using System.Globalization;
using System.Numerics;
using CteFast.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CteFast.MLNet.Columns;

/// <summary>The columns of a table that are explained, as the floats of a row.</summary>
internal sealed class RawColumns
{
    private const int MostNumbers = 10_000;

    private RawColumns(DataViewSchema schema, RawColumn[] all, VectorColumns vectors)
    {
        Schema = schema;
        All = all;
        Of = [.. all.SelectMany(column => Enumerable.Repeat(column, column.Count))];
        Features = new FeatureSchema(all.SelectMany(column => column.Features), vectors == VectorColumns.Split ? null
            : all.Where(column => column.Count > 1).Select(column => new FeatureGroup(column.Name, [.. Enumerable.Range(column.First, column.Count)])));
    }

    /// <summary>The table's schema.</summary>
    public DataViewSchema Schema { get; }

    /// <summary>The columns, in the order of their features.</summary>
    public IReadOnlyList<RawColumn> All { get; }

    /// <summary>The features, with vectors as groups where they are explained as one.</summary>
    public FeatureSchema Features { get; }

    public int FeatureCount => Of.Length;

    /// <summary>The column a feature belongs to.</summary>
    public RawColumn[] Of { get; }

    /// <summary>Makes rows of some columns of a table, whose texts become the levels.</summary>
    /// <exception cref="ArgumentException">A column has a type that is no feature.</exception>
    public static RawColumns From(IDataView data, IReadOnlyList<DataViewSchema.Column> columns, in MLNetOptions options)
    {
        Dictionary<int, HashSet<string>> texts = Texts(data, [.. columns.Where(column => column.Type is TextDataViewType)]);
        var all = new RawColumn[columns.Count];
        int first = 0;
        for (int i = 0; i < all.Length; i++)
        {
            bool areLevels = options.Levels?.Contains(columns[i].Name, StringComparer.Ordinal) == true;
            if (areLevels && columns[i].Type is not NumberDataViewType)
                throw new ArgumentException($"Column \"{columns[i].Name}\" has the type {columns[i].Type}; only numbers can be named as levels.");
            all[i] = columns[i].Type is NumberDataViewType type ? Number(data, columns[i], first, type, areLevels) : From(columns[i], first, texts);
            first += all[i].Count;
        }

        return new RawColumns(data.Schema, all, options.Vectors);
    }

    /// <summary>Reads a table that has these columns, and keeps its first rows, or all.</summary>
    /// <exception cref="ArgumentException">A column is not there or of another type, or a text is no level.</exception>
    public float[] Read(IDataView data, int keep = int.MaxValue)
    {
        DataViewSchema.Column[] columns = [.. All.Select(column => Find(column, data.Schema))];
        using DataViewRowCursor cursor = data.GetRowCursor(columns);
        CellReader[] readers = [.. All.Select((column, i) => column.Reader(cursor, columns[i]))];
        var rows = new List<float>();
        var row = new float[FeatureCount];
        for (int n = 0; cursor.MoveNext(); n++)
        {
            for (int i = 0; i < readers.Length; i++) readers[i](row.AsSpan(All[i].First, All[i].Count));
            if (n < keep) rows.AddRange(row);
        }

        return [.. rows];
    }

    private DataViewSchema.Column Find(RawColumn column, DataViewSchema schema)
    {
        DataViewSchema.Column found = schema.GetColumnOrNull(column.Name) ?? throw new ArgumentException($"The data has no column \"{column.Name}\".", nameof(schema));
        DataViewType expected = Schema[column.Index].Type;
        return found.Type.Equals(expected) ? found
            : throw new ArgumentException($"Column \"{column.Name}\" has the type {found.Type} instead of {expected}.", nameof(schema));
    }

    private static RawColumn From(DataViewSchema.Column column, int first, Dictionary<int, HashSet<string>> texts) => column.Type switch
    {
        TextDataViewType => new TextColumn(column, first, texts[column.Index]),
        BooleanDataViewType => new FlagColumn(column, first),
        KeyDataViewType key when key.Count is > 0 and <= 1 << 24 => Key(column, first, key),
        VectorDataViewType { IsKnownSize: true } vector when vector.ItemType == NumberDataViewType.Single => new VectorColumn<float>(column, first, vector.Size, Slots(column, vector.Size)),
        VectorDataViewType { IsKnownSize: true } vector when vector.ItemType == NumberDataViewType.Double => new VectorColumn<double>(column, first, vector.Size, Slots(column, vector.Size)),
        _ => throw new ArgumentException($"Column \"{column.Name}\" has the type {column.Type}, which is no feature: features are numbers, bool, text, keys, and vectors of Single or Double "
            + "of known length. Turn it into one of these, and fit the rest of the pipeline to the result.", nameof(column)),
    };

    private static RawColumn Number(IDataView data, DataViewSchema.Column column, int first, NumberDataViewType type, bool areLevels) =>
        type == NumberDataViewType.Single ? Number<float>(data, column, first, areLevels)
        : type == NumberDataViewType.Double ? Number<double>(data, column, first, areLevels)
        : type == NumberDataViewType.SByte ? Number<sbyte>(data, column, first, areLevels)
        : type == NumberDataViewType.Byte ? Number<byte>(data, column, first, areLevels)
        : type == NumberDataViewType.Int16 ? Number<short>(data, column, first, areLevels)
        : type == NumberDataViewType.UInt16 ? Number<ushort>(data, column, first, areLevels)
        : type == NumberDataViewType.Int32 ? Number<int>(data, column, first, areLevels)
        : type == NumberDataViewType.UInt32 ? Number<uint>(data, column, first, areLevels)
        : type == NumberDataViewType.Int64 ? Number<long>(data, column, first, areLevels)
        : Number<ulong>(data, column, first, areLevels);

    private static RawColumn Number<T>(IDataView data, DataViewSchema.Column column, int first, bool areLevels)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        if (!areLevels) return new NumberColumn<T>(column, first);
        var numbers = new HashSet<T>();
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        ValueGetter<T> getter = cursor.GetGetter<T>(column);
        T number = default;
        while (cursor.MoveNext())
        {
            getter(ref number);
            if (numbers.Add(number) && numbers.Count > MostNumbers)
                throw new ArgumentException($"Column \"{column.Name}\" has more than {MostNumbers} different numbers, too many for levels.");
        }

        return new NumberLevelsColumn<T>(column, first, numbers);
    }

    private static RawColumn Key(DataViewSchema.Column column, int first, KeyDataViewType type)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        bool isNamed = column.Annotations.Schema.GetColumnOrNull("KeyValues") is { } values && values.Type is VectorDataViewType { ItemType: TextDataViewType };
        if (isNamed) column.GetKeyValues(ref names);
        string[] levels = isNamed ? [.. names.DenseValues().Select(name => name.ToString())] : [];
        int count = (int)type.Count;
        if (levels.Length != count || levels.Contains("") || levels.Distinct(StringComparer.Ordinal).Count() < count)
            levels = [.. Enumerable.Range(1, count).Select(key => key.ToString(CultureInfo.InvariantCulture))];
        return type.RawType == typeof(byte) ? new KeyColumn<byte>(column, first, levels)
            : type.RawType == typeof(ushort) ? new KeyColumn<ushort>(column, first, levels)
            : type.RawType == typeof(uint) ? new KeyColumn<uint>(column, first, levels)
            : new KeyColumn<ulong>(column, first, levels);
    }

    private static string[] Slots(DataViewSchema.Column column, int count)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        if (column.HasSlotNames()) column.GetSlotNames(ref names);
        ReadOnlyMemory<char>[] slots = names.Length == count ? [.. names.DenseValues()] : new ReadOnlyMemory<char>[count];
        if (slots.Select(slot => slot.ToString()).Distinct(StringComparer.Ordinal).Count() < count) slots = new ReadOnlyMemory<char>[count];
        return [.. slots.Select((slot, i) => slot.IsEmpty ? $"{column.Name}[{i}]" : $"{column.Name}.{slot}")];
    }

    private static Dictionary<int, HashSet<string>> Texts(IDataView data, DataViewSchema.Column[] columns)
    {
        Dictionary<int, HashSet<string>> texts = columns.ToDictionary(column => column.Index, _ => new HashSet<string>(StringComparer.Ordinal));
        if (columns.Length == 0) return texts;
        using DataViewRowCursor cursor = data.GetRowCursor(columns);
        ValueGetter<ReadOnlyMemory<char>>[] getters = [.. columns.Select(cursor.GetGetter<ReadOnlyMemory<char>>)];
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>>[] sets = [.. columns.Select(column => texts[column.Index].GetAlternateLookup<ReadOnlySpan<char>>())];
        ReadOnlyMemory<char> text = default;
        while (cursor.MoveNext())
        {
            for (int i = 0; i < getters.Length; i++)
            {
                getters[i](ref text);
                _ = sets[i].Add(text.Span);
            }
        }

        return texts;
    }
}
