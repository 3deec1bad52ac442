namespace CteFast.Numerics;

/// <summary>Independent pieces of work on several threads, or in order on this one.</summary>
internal static class Threads
{
    /// <summary>Runs the pieces; an exception of theirs is thrown as it is, cancellation included.</summary>
    public static void For(int count, int threads, Action<int> piece)
    {
        if (threads <= 1 || count <= 1)
        {
            for (int i = 0; i < count; i++) piece(i);
            return;
        }

        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, piece);
        }
        catch (AggregateException e) when (e.InnerExceptions.Count > 0)
        {
            // Which of several failures the caller sees does not matter. That it looks the same on one thread and on many does.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
