using System.Globalization;
using System.Text;

namespace CteFast.Explain.Models.Reading;

/// <summary>What stands at hand in a JSON or UBJSON file.</summary>
internal enum ValueKind
{
    /// <summary>The file has ended.</summary>
    None,
    Object,
    Array,

    /// <summary>Of an object or an array.</summary>
    End,
    Name,
    Text,
    Number,
    True,
    False,
    Null,
}

/// <summary>
/// The values of a JSON or UBJSON file, read once from front to back in whatever order they come, each where the caller wants it: nothing
/// is held that nobody asked for. The reader knows where it stands, so that every complaint can say so.
/// </summary>
internal abstract partial class ValueReader(ByteSource source)
{
    /// <summary>How deep objects and arrays may be nested.</summary>
    protected const int DeepestNesting = 64;

    private readonly List<(string Name, int Item)> _path = [];

    /// <summary>The bytes.</summary>
    protected ByteSource Source { get; } = source;

    /// <summary>What stands at hand.</summary>
    public ValueKind Kind { get; protected set; }

    /// <summary>The member's name, where one stands at hand.</summary>
    protected string Name { get; set; } = "";

    /// <summary>Goes through an object's members; those that are null count as not there, and what <paramref name="member"/> leaves is passed over.</summary>
    public void Members(Action<string> member)
    {
        Require(ValueKind.Object, "an object is");
        while (Next() != ValueKind.End)
        {
            string name = Name;
            _path.Add((name, -1));
            if (Next() != ValueKind.Null)
                member(name);
            PassOver();
            _path.RemoveAt(_path.Count - 1);
        }
    }

    /// <summary>Goes through an array's items.</summary>
    public void Items(Action item)
    {
        Require(ValueKind.Array, "an array is");
        _path.Add(("", 0));
        while (Next() != ValueKind.End)
        {
            item();
            PassOver();
            _path[^1] = ("", _path[^1].Item + 1);
        }

        _path.RemoveAt(_path.Count - 1);
    }

    /// <summary>A string, or a number as it is written.</summary>
    public string Text()
    {
        string text = Kind is ValueKind.Text or ValueKind.Number ? Decode() : throw Fault("a string is expected here");
        // .NET's own parsing takes no notice of NUL characters behind a number, and no library writes one in a name.
        return text.IndexOf('\0') < 0 ? text : throw Fault("the string holds a NUL character; the file is damaged, save the model again");
    }

    /// <summary>Strings.</summary>
    public string[] Texts()
    {
        var texts = new List<string>();
        Items(() => texts.Add(Text()));
        return [.. texts];
    }

    /// <summary>An integer, written as a number or, as XGBoost does, as a string.</summary>
    public int Integer() => int.TryParse(Text(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
        ? value
        : throw Fault("a 32-bit integer is expected here");

    /// <summary>32-bit integers.</summary>
    public abstract int[] Integers();

    /// <summary>Finite numbers.</summary>
    public float[] Singles() => Singles(anyNumber: false);

    /// <summary>Numbers: with <paramref name="anyNumber"/> NaN and infinite ones too, which JSON has no way to write and XGBoost writes all the same.</summary>
    public abstract float[] Singles(bool anyNumber);

    /// <summary>Finite numbers.</summary>
    public abstract double[] Doubles();

    /// <summary>Truth values, written as such or as 0 and 1.</summary>
    public abstract bool[] Flags();

    /// <summary>The exception that says what is wrong with the value at hand.</summary>
    public ModelFormatException Fault(string problem, Exception? inner = null) => new(Source.File, Path(), problem, inner);

    /// <summary>The exception that says what is wrong with a member, by its path from the value at hand.</summary>
    public ModelFormatException Fault(string member, string problem, Exception? inner = null) =>
        new(Source.File, Path() is { Length: > 0 } path ? $"{path}.{member}" : member, problem, inner);

    /// <summary>The exception for a member that is not there.</summary>
    public ModelFormatException Missing(string name) => Fault($"there is no \"{name}\"; is this a complete model file?");

    /// <summary>As <see cref="Missing(string)"/>, of a member's member.</summary>
    public ModelFormatException Missing(string member, string name) => Fault(member, $"there is no \"{name}\"; is this a complete model file?");

    /// <summary>Reads a file's one value.</summary>
    /// <param name="read">Reads the value; what it leaves is passed over.</param>
    protected T ReadWhole<T>(Func<ValueReader, T> read)
    {
        Next();
        T value = read(this);
        PassOver();
        Next();
        return value;
    }

    /// <summary>Goes on to what comes next and says what it is.</summary>
    protected abstract ValueKind Next();

    /// <summary>Goes on to the end of the object or array at hand.</summary>
    protected abstract void Skip();

    /// <summary>The string or number at hand.</summary>
    protected abstract string Decode();

    /// <summary>Throws unless something of a kind stands at hand.</summary>
    protected void Require(ValueKind kind, string expected)
    {
        if (Kind != kind)
            throw Fault($"{expected} expected here");
    }

    // An object or array that has been read stands at its end.
    private void PassOver()
    {
        if (Kind is ValueKind.Object or ValueKind.Array)
            Skip();
    }

    private string Path()
    {
        var path = new StringBuilder();
        foreach ((string name, int item) in _path)
        {
            if (item >= 0)
                path.Append('[').Append(item.ToString(CultureInfo.InvariantCulture)).Append(']');
            else
                path.Append(path.Length > 0 ? "." : "").Append(name);
        }

        return path.ToString();
    }
}
