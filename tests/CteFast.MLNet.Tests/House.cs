using Microsoft.ML.Data;

namespace CteFast.MLNet.Tests;

/// <summary>A row of the made table.</summary>
internal sealed class House
{
    public float Area { get; set; }

    public double Distance { get; set; }

    public int Rooms { get; set; }

    public string City { get; set; } = "";

    public bool Garden { get; set; }

    [VectorType(3)]
    public float[] Noise { get; set; } = [0, 0, 0];

    public uint Group { get; set; }

    public float Price { get; set; }

    public bool IsDear { get; set; }

    public string Style { get; set; } = "";

    /// <summary>This row with the columns of a coalition, the others from another row.</summary>
    public House With(House other, IReadOnlySet<string> present) => new()
    {
        Area = (present.Contains(nameof(Area)) ? this : other).Area,
        Distance = (present.Contains(nameof(Distance)) ? this : other).Distance,
        Rooms = (present.Contains(nameof(Rooms)) ? this : other).Rooms,
        City = (present.Contains(nameof(City)) ? this : other).City,
        Garden = (present.Contains(nameof(Garden)) ? this : other).Garden,
        Noise = (present.Contains(nameof(Noise)) ? this : other).Noise,
        Style = "loft",
    };
}
