namespace CteFast.Explain.TreeShap;

/// <summary>One thread's memory for a block of rows.</summary>
internal sealed class PatternScratch(int conditions, int segments)
{
    public AlignedBuffer<int> Masks { get; } = new(conditions * PatternKernel.BlockRows);

    public AlignedBuffer<int> Patterns { get; } = new(PatternKernel.BlockRows);

    public AlignedBuffer<double> Sums { get; } = new(segments * PatternKernel.BlockRows * TreePlan.SegmentSize);

    public AlignedBuffer<float> Columns { get; } = new();
}
