namespace CteFast.Explain.Trees.Planning;

/// <summary>The conditions of a tree, each once: first those of splits, then those that join two earlier ones.</summary>
internal sealed class ConditionList
{
    private readonly Dictionary<Comparison, int> _comparisons = [];
    private readonly Dictionary<Conjunction, int> _conjunctions = [];

    public Comparison[] Comparisons => [.. _comparisons.OrderBy(pair => pair.Value).Select(pair => pair.Key)];

    public Conjunction[] Conjunctions => [.. _conjunctions.OrderBy(pair => pair.Value).Select(pair => pair.Key)];

    /// <summary>The number of a split's condition, added if it is new; all of these are added before joined ones.</summary>
    public int Place(Comparison comparison)
    {
        if (_comparisons.TryGetValue(comparison, out int place)) return place;
        return _comparisons[comparison] = _comparisons.Count;
    }

    /// <summary>Joins two literals: the conditions of a path on one feature become a single one.</summary>
    public Literal And(Literal first, Literal second)
    {
        if (first.Condition > second.Condition) (first, second) = (second, first);
        var conjunction = new Conjunction(first.Condition, first.Holds ? 0 : -1, second.Condition, second.Holds ? 0 : -1);
        if (!_conjunctions.TryGetValue(conjunction, out int place))
            _conjunctions[conjunction] = place = _comparisons.Count + _conjunctions.Count;
        return new Literal(place, true);
    }
}
