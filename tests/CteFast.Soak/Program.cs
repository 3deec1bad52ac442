using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CteFast.Soak;

// All jobs, in an order drawn anew, on every core until the time is over. A job gives the same bits each time. After a fifth of the time all memory that is
// kept for later calls is there: from then on, memory and handles may not grow.
TimeSpan time = TimeSpan.FromSeconds(double.Parse(args[0], CultureInfo.InvariantCulture));
Job[] jobs = Job.All();
var first = new ConcurrentDictionary<string, double[]>();
var failures = new ConcurrentQueue<string>();
long[] done = new long[jobs.Length];
var clock = Stopwatch.StartNew();

Work(time / 5);
Usage before = Usage.Now();
Work(time);
Usage after = Usage.Now();

for (int i = 0; i < jobs.Length; i++)
{
    Console.WriteLine($"{done[i],7} x {jobs[i].Name}");
    if (done[i] < 2) failures.Enqueue($"{jobs[i].Name} ran {done[i]} times; give it more time");
}

Console.WriteLine($"after a fifth of the time: {before}");
Console.WriteLine($"in the end:                {after}");
if (after.Growth(before) is { } growth) failures.Enqueue(growth);
foreach (string failure in failures.Distinct().Take(20)) Console.WriteLine($"FAILED: {failure}");
return failures.IsEmpty ? 0 : 1;

void Work(TimeSpan end)
{
    Thread[] threads = [.. Enumerable.Range(0, Math.Max(2, Environment.ProcessorCount)).Select(seed => new Thread(() => Run(new Random(seed), end)))];
    foreach (Thread thread in threads) thread.Start();
    foreach (Thread thread in threads) thread.Join();
}

void Run(Random random, TimeSpan end)
{
    int[] order = [.. Enumerable.Range(0, jobs.Length)];
    while (clock.Elapsed < end)
    {
        random.Shuffle(order);
        foreach (int i in order)
        {
            if (clock.Elapsed >= end) return;
            try
            {
                double[] result = jobs[i].Run(random);
                if (!first.GetOrAdd(jobs[i].Name, result).AsSpan().SequenceEqual(result)) failures.Enqueue($"{jobs[i].Name} gave other bits than at first");
            }
            catch (Exception e)
            {
                failures.Enqueue($"{jobs[i].Name}: {e}");
            }

            Interlocked.Increment(ref done[i]);
        }
    }
}
