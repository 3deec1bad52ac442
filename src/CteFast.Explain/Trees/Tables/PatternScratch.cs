using CteFast.Explain.Trees.Planning;

namespace CteFast.Explain.Trees.Tables;

/// <summary>One thread's memory for a block of rows.</summary>
internal sealed class PatternScratch(int conditions, int segments)
{
    public AlignedBuffer<int> Masks { get; } = new(conditions * PatternLoops.BlockRows);

    public AlignedBuffer<int> Patterns { get; } = new(PatternLoops.BlockRows);

    public AlignedBuffer<double> Sums { get; } = new(segments * PatternLoops.BlockRows * TreePlan.SegmentSize);

    public AlignedBuffer<float> Columns { get; } = new();
}
