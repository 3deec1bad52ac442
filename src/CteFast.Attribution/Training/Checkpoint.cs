using System.Diagnostics;

namespace CteFast.Attribution.Training;

/// <summary>The parameters of a network at one point of its training. Immutable: threads may share it.</summary>
/// <param name="Step">The number of steps done.</param>
/// <param name="Parameters">The parameters, P.</param>
[DebuggerDisplay("step {Step}, {Parameters.Length} parameters")]
public sealed record Checkpoint<T>(int Step, ReadOnlyMemory<T> Parameters);
