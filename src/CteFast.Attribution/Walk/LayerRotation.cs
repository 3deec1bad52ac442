using System.Numerics;

namespace CteFast.Attribution.Walk;

/// <summary>The rotation V ← L·V·R of every layer, with orthogonal L, outputs x outputs, and R, (inputs + 1) x (inputs + 1).</summary>
internal sealed class LayerRotation<T>((T[] Left, T[] Right)[] layers) : Rotation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Apply(QueryVectors<T> vectors, WalkMemory<T> memory)
    {
        for (int l = 0; l < layers.Length; l++)
        {
            Span<T> values = vectors.Layer(l);
            memory.Loops[l].Rotate(layers[l].Left, layers[l].Right, values, memory.Scratch(values.Length));
        }
    }
}
