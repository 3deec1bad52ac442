namespace CteFast.Attribution.Training;

/// <summary>A schedule of learning rates: η_k for every step k. Immutable: threads may share it.</summary>
public readonly record struct LearningRate
{
    private readonly double _first, _last;
    private readonly int _warmup;
    private readonly bool _isCosine;

    private LearningRate(double first, double last, int warmup, bool isCosine)
    {
        Throw.IfNotFinitePositive(first);
        if (!(last >= 0 && double.IsFinite(last))) Throw.OutOfRange(nameof(last), last, "must be finite and not negative");
        ArgumentOutOfRangeException.ThrowIfNegative(warmup);
        (_first, _last, _warmup, _isCosine) = (first, last, warmup, isCosine);
    }

    /// <summary>The same rate throughout.</summary>
    /// <param name="rate">The rate η, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate or the number of steps is out of its range.</exception>
    public static LearningRate Constant(double rate) => new(rate, rate, warmup: 0, isCosine: false);

    /// <summary>A straight line from <paramref name="first"/> at the first step to <paramref name="last"/>, reached one step after the last.</summary>
    /// <param name="first">The rate of the first step, positive.</param>
    /// <param name="last">The rate that the step after the last would have, not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate or the number of steps is out of its range.</exception>
    public static LearningRate Linear(double first, double last = 0) => new(first, last, warmup: 0, isCosine: false);

    /// <summary>A straight line up to <paramref name="peak"/> over <paramref name="warmup"/> steps, then half a cosine down to <paramref name="last"/>.</summary>
    /// <param name="peak">The highest rate, positive.</param>
    /// <param name="warmup">The number of steps that lead up to the peak.</param>
    /// <param name="last">The rate at the end, not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate or the number of steps is out of its range.</exception>
    public static LearningRate Cosine(double peak, int warmup = 0, double last = 0) => new(peak, last, warmup, isCosine: true);

    /// <summary>The learning rate η_k of a step.</summary>
    /// <param name="step">The step k, from 0.</param>
    /// <param name="steps">The number of steps.</param>
    public double At(int step, int steps)
    {
        if (step < _warmup) return _first * (step + 1) / _warmup;
        double done = (double)(step - _warmup) / (steps - _warmup);
        return _isCosine ? _last + (_first - _last) * (1 + Math.Cos(Math.PI * done)) / 2 : _first + (_last - _first) * done;
    }
}
