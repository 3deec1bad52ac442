namespace CteFast.Attribution.Scoring;

/// <summary>The rows of the k largest scores among those offered; of equal scores the earlier row wins. A heap with the smallest on top.</summary>
internal sealed class TopRows(int capacity)
{
    // Worse first: the score, then the later row.
    private readonly PriorityQueue<ScoredRow, (double Score, int Earlier)> _heap = new();

    public void Offer(int row, double score)
    {
        (double, int) priority = (score, -row);
        if (_heap.Count < capacity) _heap.Enqueue(new ScoredRow(row, score), priority);
        else if (capacity > 0) _heap.EnqueueDequeue(new ScoredRow(row, score), priority);
    }

    /// <summary>Takes the rows out of the heap, the largest score first.</summary>
    /// <param name="sign">A factor of every score: −1 where negated scores were offered to find the smallest.</param>
    public ScoredRow[] Take(double sign)
    {
        var rows = new ScoredRow[_heap.Count];
        for (int i = rows.Length - 1; i >= 0; i--)
        {
            ScoredRow row = _heap.Dequeue();
            rows[i] = row with { Score = sign * row.Score };
        }

        return rows;
    }
}
