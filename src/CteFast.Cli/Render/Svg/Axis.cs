using System.Globalization;

namespace CteFast.Cli.Render.Svg;

/// <summary>A linear scale from numbers to pixels, with round numbers to mark on it.</summary>
internal readonly struct Axis
{
    private readonly double _low;
    private readonly double _high;
    private readonly double _start;
    private readonly double _end;

    /// <summary>The scale that takes <paramref name="low"/> to <paramref name="start"/> px and <paramref name="high"/> to <paramref name="end"/> px.</summary>
    /// <remarks>Where both are the same number, or differ by less than labels could show, they stand in the middle.</remarks>
    public Axis(double low, double high, double start, double end)
    {
        double size = Math.Max(Math.Abs(low), Math.Abs(high));
        if (!(high - low > 1e-6 * size))
        {
            double middle = low + (high - low) / 2, room = size == 0 ? 1 : size / 2;
            (low, high) = (middle - room, middle + room);
        }

        (_low, _high, _start, _end) = (low, high, start, end);
    }

    /// <summary>The place of a number, px.</summary>
    public double this[double number] => _start + (number - _low) / (_high - _low) * (_end - _start);

    /// <summary>Round numbers on the scale whose labels, at <paramref name="room"/> px each, do not meet.</summary>
    public IReadOnlyList<Tick> Ticks(double room)
    {
        double most = Math.Max(1, Math.Floor(Math.Abs(_end - _start) / room));
        double rough = (_high - _low) / most;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * ((rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });

        List<Tick> ticks = [];
        for (double at = Math.Ceiling(_low / step - 1e-9); at * step <= _high + 1e-9 * step; at++)
            ticks.Add(new Tick(this[at * step], Text(at * step, step)));
        return ticks;
    }

    /// <summary>As many round numbers from left to right as their labels leave room for, about ten at most.</summary>
    public IReadOnlyList<Tick> TicksAcross()
    {
        const double Gap = 16;
        double length = Math.Abs(_end - _start);
        for (double room = Math.Max(40, length / 10); ; room *= 1.25)
        {
            IReadOnlyList<Tick> ticks = Ticks(room);
            if (ticks.Count < 2 || ticks[1].At - ticks[0].At >= ticks.Max(tick => TextWidth.Of(tick.Text)) + Gap) return ticks;
        }
    }

    private static string Text(double number, double step)
    {
        if (Math.Abs(number) < step / 2) return "0";
        double size = Math.Max(Math.Abs(number), step);
        if (size is >= 1e6 or < 1e-3 || step < 1e-4) return number.ToString("0.##e+0", CultureInfo.InvariantCulture);
        int decimals = Math.Max(0, (int)Math.Ceiling(-Math.Log10(step) - 1e-9));
        return number.ToString($"N{decimals}", CultureInfo.InvariantCulture);
    }

    /// <summary>A number marked on an axis.</summary>
    /// <param name="At">Its place, px.</param>
    /// <param name="Text">Its label.</param>
    public readonly record struct Tick(double At, string Text);
}
