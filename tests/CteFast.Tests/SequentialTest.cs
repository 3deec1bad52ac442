namespace CteFast.Tests;

/// <summary>Wald's sequential test of a probability: independent trials are added until it is known whether the probability is small or large.</summary>
/// <remarks>
/// The likelihood ratio of the large probability to the small one stops the test below <paramref name="miss"/>/(1 − <paramref name="falseAlarm"/>) or above
/// (1 − <paramref name="miss"/>)/<paramref name="falseAlarm"/>. Source: Wald, <i>Sequential Tests of Statistical Hypotheses</i> (1945).
/// </remarks>
/// <param name="small">Where the probability is this or less, the test fails …</param>
/// <param name="large">Where it is this or more, the test passes …</param>
/// <param name="falseAlarm">… with at most about this probability.</param>
/// <param name="miss">… with at most about this probability.</param>
internal sealed class SequentialTest(double small, double large, double falseAlarm, double miss)
{
    private double _logRatio;
    private int _successes, _trials;

    /// <summary>Whether the probability is found to be large.</summary>
    public bool IsRejected => _logRatio >= Math.Log((1 - miss) / falseAlarm);

    /// <summary>Whether more trials are of no use.</summary>
    public bool IsDecided => IsRejected || _logRatio <= Math.Log(miss / (1 - falseAlarm));

    /// <summary>Adds a trial.</summary>
    public void Add(bool isSuccess)
    {
        _trials++;
        if (isSuccess) _successes++;
        _logRatio += isSuccess ? Math.Log(large / small) : Math.Log((1 - large) / (1 - small));
    }

    public override string ToString() => $"{_successes} of {_trials}, where {small:P0} were expected at most";
}
