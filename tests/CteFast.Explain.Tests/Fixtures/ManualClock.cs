namespace CteFast.Explain.Tests.Fixtures;

/// <summary>A clock that stands still unless a test moves it, so that what ends at a deadline is the same on any machine.</summary>
internal sealed class ManualClock : TimeProvider
{
    private TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>What each look at the clock takes.</summary>
    public TimeSpan Look { get; set; }

    /// <summary>How often it was looked at.</summary>
    public int Looks { get; private set; }

    public TimeSpan Now => _now;

    public void Advance(TimeSpan time) => _now += time;

    public override long GetTimestamp()
    {
        Looks++;
        _now += Look;
        return _now.Ticks;
    }
}
