namespace CteFast.Attribution.Scoring;

/// <summary>The k largest of scores that come one by one; of equal ones the earlier row. The smallest stays on top of a heap.</summary>
internal sealed class TopRows(int capacity)
{
    // Worse first: the score, then the later row.
    private readonly PriorityQueue<ScoredRow, (double Score, int Earlier)> _heap = new(capacity + 1);

    public void Offer(int row, double score)
    {
        (double, int) priority = (score, -row);
        if (_heap.Count < capacity) _heap.Enqueue(new ScoredRow(row, score), priority);
        else if (capacity > 0) _heap.EnqueueDequeue(new ScoredRow(row, score), priority);
    }

    /// <summary>Empties the heap into a span, the largest first; rows of −1 where there are none.</summary>
    public void MoveTo(Span<ScoredRow> destination)
    {
        destination.Fill(new ScoredRow(-1, double.NaN));
        for (int i = _heap.Count - 1; i >= 0; i--) destination[i] = _heap.Dequeue();
    }
}
