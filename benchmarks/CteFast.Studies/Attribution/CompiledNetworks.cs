using CteFast.Attribution.Models;

namespace CteFast.Studies.Attribution;

/// <summary>The digits' network of the other tables.</summary>
[DenseNetwork(61, 64, 10, Loss = Loss.SoftmaxCrossEntropy)]
internal static partial class DigitsNetwork;

/// <summary>A network half as wide.</summary>
[DenseNetwork(61, 32, 10, Loss = Loss.SoftmaxCrossEntropy)]
internal static partial class SmallNetwork;

/// <summary>Layers as wide as generated loops go.</summary>
[DenseNetwork(61, 96, 96, 10, Loss = Loss.SoftmaxCrossEntropy)]
internal static partial class WideNetwork;

/// <summary>The network of the paper's MNIST task.</summary>
[DenseNetwork(784, 512, 256, 128, 10, Loss = Loss.SoftmaxCrossEntropy)]
internal static partial class LargeNetwork;
