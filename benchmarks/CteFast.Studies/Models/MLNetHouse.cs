namespace CteFast.Studies.Models;

/// <summary>A row of the table that the speed of ML.NET is measured on.</summary>
internal sealed class MLNetHouse
{
    public float Area { get; set; }

    public float Distance { get; set; }

    public float Rooms { get; set; }

    public string City { get; set; } = "";

    public bool Garden { get; set; }

    public float Price { get; set; }
}
