using System.Buffers;
using CteFast.Data;
using CteFast.Explain.Asking;

namespace CteFast.Explain;

/// <summary>The values of rows' features in words.</summary>
internal sealed class FeatureTexts(FeatureSchema schema, Players players, float[] rows)
{
    private static readonly SearchValues<char> Separators = SearchValues.Create("_=.:/ ");

    /// <summary>The value of a feature: a level, a number, or that it is missing; of a group, what its columns say together.</summary>
    public string Text(int row, int feature)
    {
        ReadOnlySpan<float> values = rows.AsSpan(row * schema.Count, schema.Count);
        ReadOnlySpan<int> columns = players.Columns(feature);
        return columns.Length == 1 ? schema[columns[0]].Text(values[columns[0]]) : GroupText(columns, values);
    }

    private string GroupText(ReadOnlySpan<int> columns, ReadOnlySpan<float> values)
    {
        int ones = 0, one = -1, others = 0;
        foreach (int column in columns)
        {
            if (values[column] == 1) (ones, one) = (ones + 1, column);
            else if (values[column] != 0) others++;
        }

        if (others == 0 && ones == 1) return LevelOf(columns, one);
        if (others == 0 && ones == 0) return "none";
        List<string> texts = [];
        foreach (int column in columns) texts.Add($"{schema[column].Name} = {schema[column].Text(values[column])}");
        return string.Join(", ", texts);
    }

    /// <summary>What a column's name says beyond the beginning that it shares with the group's others: Lyon of city_Lyon.</summary>
    private string LevelOf(ReadOnlySpan<int> columns, int column)
    {
        string name = schema[column].Name;
        int shared = name.Length;
        foreach (int other in columns) shared = Math.Min(shared, name.AsSpan().CommonPrefixLength(schema[other].Name));
        int separator = name.AsSpan(0, shared).LastIndexOfAny(Separators);
        return separator >= 0 ? name[(separator + 1)..] : name;
    }
}
