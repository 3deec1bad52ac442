namespace CteFast.Explain.Tests;

/// <summary>What happens to files.</summary>
internal static class Damage
{
    /// <summary>One to three bytes changed, parts left out, parts there twice.</summary>
    public static byte[] Of(byte[] whole, Random random)
    {
        List<byte> bytes = [.. whole];
        for (int hit = random.Next(1, 4); hit > 0; hit--)
        {
            int at = random.Next(bytes.Count), length = Math.Min(bytes.Count - at, 1 + random.Next(random.Next(2) == 0 ? 4 : 400));
            switch (random.Next(6))
            {
                case 0 when length < bytes.Count:
                    bytes.RemoveRange(at, length);
                    break;
                case 1:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                case 2:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                default:
                    bytes[at] = random.Next(3) == 0 ? (byte)random.Next(256) : bytes[random.Next(bytes.Count)];
                    break;
            }
        }

        return [.. bytes];
    }
}
