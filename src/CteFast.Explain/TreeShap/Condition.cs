namespace CteFast.Explain.TreeShap;

/// <summary>How a <see cref="Condition"/> is made.</summary>
internal enum ConditionKind
{
    /// <summary>Column First is less than Threshold: a node sends the row left.</summary>
    Less,

    /// <summary>Conditions First and Second hold.</summary>
    Both,

    /// <summary>Condition First holds and Second does not.</summary>
    Without,

    /// <summary>Condition First or Second holds.</summary>
    Either,
}

/// <summary>Something a row meets or not, made of conditions before it.</summary>
internal readonly record struct Condition(ConditionKind Kind, int First, int Second, float Threshold);

/// <summary>A condition that has to hold, or has to fail.</summary>
internal readonly record struct Literal(int Condition, bool Holds);
