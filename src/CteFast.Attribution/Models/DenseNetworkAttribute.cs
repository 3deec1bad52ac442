namespace CteFast.Attribution.Models;

/// <summary>Asks the generator for a network with loops written for the shapes of its layers.</summary>
/// <remarks>
/// <code>
/// [DenseNetwork(64, 32, 10, Loss = Loss.SoftmaxCrossEntropy)]
/// public static partial class DigitsNetwork;
///
/// Trajectory&lt;float&gt; trajectory = Trainer.Train&lt;float&gt;(DigitsNetwork.Network, training, options);
/// </code>
/// The generator gives the class a static property <c>Network</c>, the <see cref="DenseNetwork"/> of these widths, with
/// <see cref="Loops.ILayerLoops{T}"/> in both precisions for every layer of at most <see cref="MostColumns"/> inputs and outputs: lengths and strides are
/// constants in them, and nothing is packed. Attribution of a trajectory that was trained with this network, or read for it by
/// <see cref="Storage.TrajectoryFile.Read{T}(string, DenseNetwork?)"/>, uses these loops. They give the same bits as the general loops on processors with
/// fused multiply-add instructions. Wider layers use the general loops.
/// <para>
/// Measured (<c>docs/measurements.md</c>, "Generated loops"): for layers up to 64 wide a loop takes between a quarter and nine tenths of the time of the general
/// loop, and fitting and scoring of a 61-64-10 network as a whole takes 15 % less. At 96 wide almost nothing is gained, so wider layers get no loops. Each layer adds
/// about a thousand lines of generated source.
/// </para>
/// </remarks>
/// <param name="widths">The number of features, the outputs of each hidden layer, and the outputs of the network: two numbers at least.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class DenseNetworkAttribute(params int[] widths) : Attribute
{
    /// <summary>The most inputs or outputs of a layer for which loops are generated: 96.</summary>
    public const int MostColumns = 96;

    /// <summary>The number of features, the outputs of each hidden layer, and the outputs of the network.</summary>
    public int[] Widths { get; } = widths;

    /// <summary>The activation function of the hidden layers.</summary>
    public Activation Activation { get; set; }

    /// <summary>The loss.</summary>
    public Loss Loss { get; set; }
}
