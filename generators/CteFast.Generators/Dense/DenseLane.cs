using CteFast.Generators.Infrastructure;

namespace CteFast.Generators.Dense;

/// <summary>The element type and the vector that a loop is emitted for; of 0 bits, single numbers.</summary>
/// <param name="Type"><c>float</c> or <c>double</c>.</param>
/// <param name="Bits">512, 256, 128, or 0.</param>
internal readonly record struct DenseLane(string Type, int Bits)
{
    private static readonly int[] Widths = [512, 256, 128];

    /// <summary>The elements of a vector.</summary>
    public int Count => Bits == 0 ? 1 : Bits / (Type == "float" ? 32 : 64);

    /// <summary>The registers of the machines that have vectors of this width.</summary>
    public int Registers => Bits == 512 ? 32 : 16;

    /// <summary>What the names of methods end with.</summary>
    public string Suffix => Bits == 0 ? "Numbers" : $"In{Bits}";

    public string Zero => Bits == 0 ? "0" : "default";

    /// <summary>The type of a vector.</summary>
    public string Declaration => Bits == 0 ? Type : $"{Class}<{Type}>";

    private string Class => $"Vector{Bits}";

    /// <summary>The widest vectors of at most <paramref name="width"/> elements on machines of each width, the widest machine first; a width is left out where the next narrower one uses the same vectors.</summary>
    public static IReadOnlyList<(int Machine, DenseLane Lane)> Of(string type, int width)
    {
        List<(int, DenseLane)> lanes = [];
        foreach (int machine in Widths)
        {
            var lane = new DenseLane(type, Widths.Append(0).First(bits => bits <= machine && new DenseLane(type, bits).Count <= width));
            if (lanes.Count > 0 && lanes[lanes.Count - 1].Item2 == lane) lanes.RemoveAt(lanes.Count - 1);
            lanes.Add((machine, lane));
        }

        return lanes;
    }

    /// <summary>The vectors that cover a row; the last overlaps the one before where they do not divide it.</summary>
    public int VectorsOf(int width) => (width + Count - 1) / Count;

    /// <summary>Emits the choice of a lane by the machine that runs.</summary>
    public static void EmitChoice(SourceWriter w, IReadOnlyList<(int Machine, DenseLane Lane)> lanes, Func<DenseLane, string> call)
    {
        for (int i = 0; i < lanes.Count; i++)
        {
            string condition = i == lanes.Count - 1 ? "" : $"if (Vector{lanes[i].Machine}.IsHardwareAccelerated) ";
            w.Line($"{(i > 0 ? "else " : "")}{condition}{call(lanes[i].Lane)}");
        }
    }

    public string Load(string reference, string offset) => Bits == 0 ? $"Unsafe.Add(ref {reference}, {offset})" : $"{Class}.LoadUnsafe(ref {reference}, {offset})";

    public string Store(string value, string reference, string offset) =>
        Bits == 0 ? $"Unsafe.Add(ref {reference}, {offset}) = {value};" : $"{value}.StoreUnsafe(ref {reference}, {offset});";

    public string Create(string number) => Bits == 0 ? number : $"{Class}.Create({number})";

    public string MultiplyAdd(string x, string y, string z) => $"{(Bits == 0 ? Type : Class)}.MultiplyAddEstimate({x}, {y}, {z})";
}
