namespace CteFast.Cli.Render.Svg;

/// <summary>The frame of a plot of two numbers against each other: both axes with round numbers and names.</summary>
internal readonly struct Frame
{
    private const double Top = 24;
    private const double Bottom = 44;
    private const double Room = 8;     // between what is lowest and the foot, where marks stand
    private const double LeastRoom = 40;   // for the word of a level
    private readonly double _width;
    private readonly double _height;
    private readonly double _left;
    private readonly IReadOnlyList<string> _levels;

    /// <summary>Lays the frame out for the ranges shown.</summary>
    /// <param name="width">The picture's width, px.</param>
    /// <param name="height">The picture's height, px.</param>
    /// <param name="x">The range from left to right.</param>
    /// <param name="y">The range from the foot upwards.</param>
    /// <param name="levels">The words for the codes from left to right, all of which are shown; none for numbers.</param>
    public Frame(double width, double height, (double Low, double High) x, (double Low, double High) y, IReadOnlyList<string> levels)
    {
        (_width, _height, _levels) = (width, height, levels);
        if (levels.Count > 0) x = (-0.5, levels.Count - 0.5);
        _left = 12 + new Axis(y.Low, y.High, height - Bottom - Room, Top).Ticks(room: 30).Max(tick => TextWidth.Of(tick.Text));
        X = new Axis(x.Low, x.High, _left + 6, width - 14);
        Y = new Axis(y.Low, y.High, height - Bottom - Room, Top);
    }

    /// <summary>The scale from left to right.</summary>
    public Axis X { get; }

    /// <summary>The scale from the foot upwards.</summary>
    public Axis Y { get; }

    /// <summary>Begins the picture with its frame; the name of y stands above it, that of x below, with a margin below that.</summary>
    public SvgWriter Begin(string xName, string yName, double below = 0)
    {
        SvgWriter svg = new(_width, _height + below, $"{yName} against {xName}");
        foreach (Axis.Tick tick in Y.Ticks(room: 30))
        {
            svg.Line(_left, tick.At, _width - 8, tick.At, "");
            svg.Text(_left - 4, tick.At + 4.5, tick.Text, "dim", Anchor.End);
        }

        foreach (Axis.Tick tick in Across())
        {
            svg.Line(tick.At, _height - Bottom, tick.At, _height - Bottom + 4, "mark");
            double half = TextWidth.Of(tick.Text) / 2;
            svg.Text(Math.Clamp(tick.At, half, _width - half), _height - Bottom + 18, tick.Text, "dim", Anchor.Middle);
        }

        svg.Label(4, 14, yName, _width - 8, "dim");
        svg.Label(_width / 2, _height - 8, xName, _width - 8, "", Anchor.Middle);
        return svg;
    }

    private IReadOnlyList<Axis.Tick> Across()
    {
        if (_levels.Count == 0) return X.TicksAcross();
        // Words that do not fit beside each other are cut; of very many levels, some are named.
        double room = X[1] - X[0];
        int every = Math.Max(1, (int)Math.Ceiling(LeastRoom / room));
        Axis x = X;
        IReadOnlyList<string> levels = _levels;
        return [.. Enumerable.Range(0, levels.Count).Where(code => code % every == 0).Select(code => new Axis.Tick(x[code], TextWidth.Cut(levels[code], every * room - 6)))];
    }

    /// <summary>The foot of the frame, px.</summary>
    public double Foot => _height - Bottom;
}
