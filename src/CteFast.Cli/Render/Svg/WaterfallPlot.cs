namespace CteFast.Cli.Render.Svg;

/// <summary>How one prediction came about: from the base value, a step for every feature, to the prediction.</summary>
internal static class WaterfallPlot
{
    /// <summary>Draws the steps, the largest at the top; what does not fit in <paramref name="most"/> rows is one step at the foot.</summary>
    /// <param name="steps">The features, what each is in the row as the tail of its name, and their Shapley values.</param>
    /// <param name="baseValue">What the steps begin from.</param>
    /// <param name="axisName">What is predicted.</param>
    /// <param name="width">The picture's width, px.</param>
    /// <param name="most">The most rows.</param>
    public static string Render(IReadOnlyList<Bar> steps, double baseValue, string axisName, double width, int most = 12)
    {
        Bar[] rows = [.. steps.OrderByDescending(step => Math.Abs(step.Value))];
        if (rows.Length > most)
        {
            Bar rest = new($"{rows.Length - most + 1} others", rows.Skip(most - 1).Sum(step => step.Value), double.NaN);
            rows = [.. rows.Take(most - 1), rest];
        }

        NumberFormat format = new(rows.Max(row => Math.Abs(row.Value)));
        RowLayout layout = new(width, rows.Select(row => row.Name), [.. rows.Select(row => row.Tail)], rows.Select(row => format.Signed(row.Value)));

        // Read from the foot upwards: the largest step is the last, and ends at the prediction.
        double[] ends = new double[rows.Length + 1];
        ends[^1] = baseValue;
        for (int row = rows.Length - 1; row >= 0; row--) ends[row] = ends[row + 1] + rows[row].Value;
        Axis axis = new(ends.Min(), ends.Max(), layout.Left, layout.Right);

        SvgWriter svg = new(width, layout.Height, axisName);
        layout.Axis(svg, axis, axisName);
        for (int row = 0; row < rows.Length; row++)
        {
            double middle = RowLayout.Middle(row), from = axis[ends[row + 1]], to = axis[ends[row]];
            string style = rows[row].Value < 0 ? "down" : "up";
            layout.Name(svg, row);
            svg.Bar(from, middle - 8, to, middle + 8, style, $"{rows[row].FullName}: {format.Signed(rows[row].Value)}");
            if (row > 0) svg.Line(to, middle - 8 - (RowLayout.RowHeight - 16), to, middle - 8, "mark");
            layout.Figure(svg, row, format.Signed(rows[row].Value), style);
        }

        return svg.Finish();
    }
}
