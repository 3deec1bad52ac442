using System.Globalization;
using CteFast.Tables.Columns;

namespace CteFast.Tables.Inputs;

/// <summary>Values that come with a type.</summary>
internal static class Value
{
    /// <summary>Gives a value to its column.</summary>
    /// <exception cref="TableException">It is of a type that is no feature's, such as a list.</exception>
    public static void Give(object? value, ColumnSink sink, Place place)
    {
        switch (value)
        {
            case null or DBNull: sink.AddMissing(); break;
            case double number: Number(number, sink); break;
            case float number: Number(number, sink); break;
            case Half number: Number((double)number, sink); break;
            case decimal number: sink.AddNumber((double)number); break;
            case int or long or short or byte or sbyte or ushort or uint or ulong: sink.AddNumber(Convert.ToDouble(value, CultureInfo.InvariantCulture)); break;
            case System.Numerics.BigInteger number: sink.AddNumber((double)number); break;
            case bool flag: sink.AddBoolean(flag); break;
            case string text: Text(text, sink); break;
            case ReadOnlyMemory<char> text: Text(text.Span, sink); break;
            case DateTime date: sink.AddDate(date); break;
            case DateTimeOffset date: sink.AddDate(date.UtcDateTime); break;
            case DateOnly date: sink.AddDate(date.ToDateTime(TimeOnly.MinValue)); break;
            case TimeSpan time: sink.AddNumber(time.TotalSeconds); break;
            case TimeOnly time: sink.AddNumber(time.ToTimeSpan().TotalSeconds); break;
            case Guid id: sink.AddText(id.ToString()); break;
            default: throw place.Fault(sink.Name, "the values are neither numbers, texts, dates nor yes and no", "leave the column out, or take its parts apart before", nameof(TableOptions.Drop));
        }
    }

    /// <summary>Gives a text; one that is blank is missing.</summary>
    public static void Text(ReadOnlySpan<char> text, ColumnSink sink)
    {
        text = text.Trim();
        if (text.IsEmpty) sink.AddMissing();
        else sink.AddText(text);
    }

    /// <summary>Gives a number; NaN is missing.</summary>
    public static void Number(double number, ColumnSink sink)
    {
        if (double.IsNaN(number)) sink.AddMissing();
        else sink.AddNumber(number);
    }
}
