using CteFast.Attribution.Models;

namespace CteFast.Attribution.Tests.Loops;

/// <summary>The digits' shapes.</summary>
[DenseNetwork(61, 64, 10, Loss = Loss.SoftmaxCrossEntropy)]
internal static partial class DigitsNetwork;

/// <summary>Widths on either side of every vector's, single numbers too.</summary>
[DenseNetwork(1, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 7, 2, Activation = Activation.Tanh, Loss = Loss.SoftmaxCrossEntropy)]
internal sealed partial class OddNetwork;

/// <summary>The widest layers that get loops, and one that does not.</summary>
[DenseNetwork(96, 96, 97, 1)]
internal static partial class WideNetwork;

/// <summary>A small network for whole attributions.</summary>
[DenseNetwork(6, 20, 5, 3, Activation = Activation.Tanh, Loss = Loss.SoftmaxCrossEntropy)]
internal static partial class SmallNetwork;
