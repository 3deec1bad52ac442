namespace Sample;

internal sealed class House
{
    public string City { get; set; } = "";

    public float Area { get; set; }

    public bool Garden { get; set; }

    public float Price { get; set; }
}
