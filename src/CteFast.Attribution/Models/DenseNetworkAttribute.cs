namespace CteFast.Attribution.Models;

/// <summary>Asks for a network whose attribution runs in loops made for its layers' shapes.</summary>
/// <remarks>
/// <code>
/// [DenseNetwork(64, 32, 10, Loss = Loss.SoftmaxCrossEntropy)]
/// public static partial class DigitsNetwork;
///
/// Trajectory&lt;float&gt; trajectory = Trainer.Train&lt;float&gt;(DigitsNetwork.Network, training, options);
/// </code>
/// The generator gives the class a static property <c>Network</c>, the <see cref="DenseNetwork"/> of these widths, with
/// <see cref="Loops.ILayerLoops{T}"/> of both precisions for every layer of up to <see cref="MostColumns"/> numbers a side: trip counts and strides
/// are constants, what is left over of a vector is decided as the program is built, nothing is packed. What is trained with it, or read with
/// <see cref="Storage.TrajectoryFile.Read{T}(string, DenseNetwork?)"/>, is attributed by these loops, with the bits of the general ones wherever a
/// processor has fused multiply-adds. Wider layers take the general loops.
/// <para>
/// What it gains: single loops of layers up to 64 wide take between nine tenths and a quarter of the general ones' time, fitting and scoring of
/// 61-64-10 as a whole 15 % less; the rest of their time is passes, eigenvectors and the products that score. Of 96 wide, nothing to speak of is left, so that loops end there
/// (<c>docs/measurements.md</c>, "Generated loops"). Each layer costs some thousand lines of source, compiled when they are used.
/// </para>
/// </remarks>
/// <param name="widths">The number of features, of each hidden layer's outputs and of the network's: two numbers at least.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class DenseNetworkAttribute(params int[] widths) : Attribute
{
    /// <summary>The most inputs and outputs of a layer that gets loops of its own: 96.</summary>
    public const int MostColumns = 96;

    /// <summary>The number of features, of each hidden layer's outputs and of the network's.</summary>
    public int[] Widths { get; } = widths;

    /// <summary>The function behind the hidden layers.</summary>
    public Activation Activation { get; set; }

    /// <summary>The loss behind the last.</summary>
    public Loss Loss { get; set; }
}
