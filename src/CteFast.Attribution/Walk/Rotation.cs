using System.Numerics;

namespace CteFast.Attribution.Walk;

/// <summary>An orthogonal matrix by which the vectors of queries are multiplied. Immutable.</summary>
internal abstract class Rotation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The identity.</summary>
    public static Rotation<T> None { get; } = new Identity();

    /// <summary>Rotates every vector, in place.</summary>
    public abstract void Apply(QueryVectors<T> vectors, WalkMemory<T> memory);

    /// <summary>The rotation that applies this one and then the next.</summary>
    public Rotation<T> Then(Rotation<T> next) => new Sequence(this, next);

    private sealed class Identity : Rotation<T>
    {
        public override void Apply(QueryVectors<T> vectors, WalkMemory<T> memory)
        {
        }
    }

    private sealed class Sequence(Rotation<T> first, Rotation<T> second) : Rotation<T>
    {
        public override void Apply(QueryVectors<T> vectors, WalkMemory<T> memory)
        {
            first.Apply(vectors, memory);
            second.Apply(vectors, memory);
        }
    }
}
