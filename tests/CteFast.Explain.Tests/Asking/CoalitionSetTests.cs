using CteFast.Explain.Asking;

namespace CteFast.Explain.Tests.Asking;

public sealed class CoalitionSetTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(200)]
    public void TryAdd_RandomCoalitions_HoldsEachOnceInOrder(int players)
    {
        var set = new CoalitionSet(players);
        var random = new Random(players);
        var expected = new List<string>();
        for (int i = 0; i < 500; i++)
        {
            ulong[] coalition = new ulong[CoalitionSet.Words(players)];
            for (int j = 0; j < 4; j++) CoalitionSet.Join(coalition, random.Next(players));
            string name = Name(coalition, players);
            int place = expected.IndexOf(name);
            Assert.Equal(place < 0, set.TryAdd(coalition, out int index));
            Assert.Equal(place < 0 ? expected.Count : place, index);
            if (place < 0) expected.Add(name);
            Assert.Equal(name.Count(bit => bit == '1'), CoalitionSet.Size(coalition));
        }

        Assert.Equal(expected, Enumerable.Range(0, set.Count).Select(i => Name(set[i], players)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(67)]
    public void Complement_Coalition_HasTheOthers(int players)
    {
        ulong[] coalition = new ulong[CoalitionSet.Words(players)];
        for (int i = 0; i < players; i += 3) CoalitionSet.Join(coalition, i);
        string before = Name(coalition, players);
        CoalitionSet.Complement(coalition, players);
        Assert.Equal(string.Concat(before.Select(bit => bit == '1' ? '0' : '1')), Name(coalition, players));
        Assert.Equal(players - (players + 2) / 3, CoalitionSet.Size(coalition));
    }

    private static string Name(ReadOnlySpan<ulong> coalition, int players)
    {
        char[] bits = new char[players];
        for (int i = 0; i < players; i++) bits[i] = CoalitionSet.Contains(coalition, i) ? '1' : '0';
        return new string(bits);
    }
}
