using System.Numerics;

namespace CteFast.Explain.Asking;

/// <summary>A set of coalitions, each a set of bits. The number of players is not limited.</summary>
internal sealed class CoalitionSet
{
    private const int WordBits = 64;
    private const ulong Mix = 0x9E3779B97F4A7C15;

    private readonly int _words;
    private ulong[] _bits = [];
    private int[] _table = [];      // a slot holds the index of a coalition plus 1, or 0 for none

    /// <summary>Makes an empty set.</summary>
    /// <param name="players">The number of players, p.</param>
    public CoalitionSet(int players)
    {
        PlayerCount = players;
        _words = Words(players);
    }

    /// <summary>The number of players, p.</summary>
    public int PlayerCount { get; }

    /// <summary>The number of coalitions.</summary>
    public int Count { get; private set; }

    /// <summary>The number of 64-bit words that a coalition takes.</summary>
    public static int Words(int players) => Math.Max(1, (players + WordBits - 1) / WordBits);

    /// <summary>Whether a player is in a coalition.</summary>
    public static bool Contains(ReadOnlySpan<ulong> coalition, int player) => (coalition[player / WordBits] >> (player % WordBits) & 1) != 0;

    /// <summary>Adds a player to a coalition.</summary>
    public static void Join(Span<ulong> coalition, int player) => coalition[player / WordBits] |= 1UL << (player % WordBits);

    /// <summary>Turns a coalition into its complement.</summary>
    public static void Complement(Span<ulong> coalition, int players)
    {
        for (int word = 0; word < coalition.Length; word++)
        {
            int rest = players - word * WordBits;
            coalition[word] = ~coalition[word] & (rest >= WordBits ? ulong.MaxValue : (1UL << rest) - 1);
        }
    }

    /// <summary>The number of players in a coalition.</summary>
    public static int Size(ReadOnlySpan<ulong> coalition)
    {
        int size = 0;
        foreach (ulong word in coalition) size += BitOperations.PopCount(word);
        return size;
    }

    /// <summary>A coalition, in the order of first additions.</summary>
    public ReadOnlySpan<ulong> this[int index] => _bits.AsSpan(index * _words, _words);

    /// <summary>Adds a coalition if the set does not have it.</summary>
    /// <param name="coalition">The coalition, <see cref="Words"/> words without bits beyond the players.</param>
    /// <param name="index">Its index, new or old.</param>
    /// <returns>Whether it is new.</returns>
    public bool TryAdd(ReadOnlySpan<ulong> coalition, out int index)
    {
        if (2 * (Count + 1) > _table.Length) Grow();
        int slot = Slot(coalition);
        if (_table[slot] != 0)
        {
            index = _table[slot] - 1;
            return false;
        }

        index = Count++;
        _table[slot] = Count;
        coalition.CopyTo(_bits.AsSpan(index * _words, _words));
        return true;
    }

    private int Slot(ReadOnlySpan<ulong> coalition)
    {
        ulong hash = 0;
        foreach (ulong word in coalition) hash = (BitOperations.RotateLeft(hash, 29) ^ word) * Mix;
        int mask = _table.Length - 1, slot = (int)(hash >> 32) & mask;
        while (_table[slot] != 0 && !this[_table[slot] - 1].SequenceEqual(coalition)) slot = (slot + 1) & mask;
        return slot;
    }

    private void Grow()
    {
        int capacity = Math.Max(16, 2 * Count);
        Array.Resize(ref _bits, checked(capacity * _words));
        _table = new int[checked(2 * (int)BitOperations.RoundUpToPowerOf2((uint)capacity))];
        for (int i = 0; i < Count; i++) _table[Slot(this[i])] = i + 1;
    }
}
