using CteFast.Attribution.Models;

namespace CteFast.AotSmoke;

/// <summary>A network with loops made for its layers.</summary>
[DenseNetwork(6, 20, 2, Loss = Loss.SoftmaxCrossEntropy)]
internal static partial class SmallNetwork;
