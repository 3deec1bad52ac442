namespace CteFast.Explain.TreeShap;

/// <summary>The conditions of a tree, each once, in an order in which they can be evaluated.</summary>
internal sealed class ConditionList
{
    private readonly List<Condition> _conditions = [];
    private readonly Dictionary<Condition, int> _places = [];

    public int Count => _conditions.Count;

    /// <summary>A column is less than a threshold.</summary>
    public int Less(int column, float threshold) => Place(new Condition(ConditionKind.Less, column, 0, threshold));

    /// <summary>Two literals at once: the conditions that a path puts on one feature make a single one.</summary>
    public Literal And(Literal first, Literal second)
    {
        (int a, int b) = (first.Condition, second.Condition);
        if (first == second) return first;
        return (first.Holds, second.Holds) switch
        {
            (true, true) => new(Place(new Condition(ConditionKind.Both, Math.Min(a, b), Math.Max(a, b), 0)), true),
            (true, false) => new(Place(new Condition(ConditionKind.Without, a, b, 0)), true),
            (false, true) => new(Place(new Condition(ConditionKind.Without, b, a, 0)), true),
            (false, false) => new(Place(new Condition(ConditionKind.Either, Math.Min(a, b), Math.Max(a, b), 0)), false),
        };
    }

    public Condition[] ToArray() => [.. _conditions];

    private int Place(Condition condition)
    {
        if (_places.TryGetValue(condition, out int place)) return place;
        _conditions.Add(condition);
        return _places[condition] = _conditions.Count - 1;
    }
}
