using System.Text;
using CteFast.Cli.Render.Svg;

namespace CteFast.Cli.Render.Report;

/// <summary>A report as one page: nothing is loaded, no script runs; light and dark; from a phone's width to a wide screen's.</summary>
internal static class HtmlPage
{
    // A picture is drawn for phones and for screens and one of the two shown: text scaled down with a picture could not be read.
    private const double Narrow = 328;
    private const double Wide = 680;

    private const string HowToRead = "A feature&#8217;s Shapley value is how far it moved one prediction, up or down, from the base value, which is the mean prediction. "
        + "All of them and the base value add up to the prediction.";

    private const string Css =
        """
        *{box-sizing:border-box}html{background:var(--ground);color:var(--ink)}
        body{font:16px/1.5 Arial,Helvetica,"Liberation Sans",sans-serif;max-width:1440px;margin:0 auto;padding:16px}
        h1{font-size:26px;line-height:1.2;margin:8px 0;overflow-wrap:anywhere}h2{font-size:20px;margin:32px 0 8px;border-bottom:1px solid var(--line)}
        p{margin:6px 0;max-width:46em;overflow-wrap:anywhere}figure{margin:12px 0;max-width:680px}figcaption{color:var(--dim);font-size:14px;overflow-wrap:anywhere}
        .plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,680px),1fr));gap:8px 32px}
        svg{display:block}.wide{display:none}@media(min-width:712px){.wide{display:block}.narrow{display:none}}
        table{border-collapse:collapse;font-size:14px;width:100%;max-width:680px;table-layout:fixed}
        td{border-bottom:1px solid var(--line);padding:4px 8px 4px 0;vertical-align:top;overflow-wrap:anywhere}td:first-child{color:var(--dim);width:38%}
        @media print{.wide{display:block}.narrow{display:none}figure{break-inside:avoid}}
        """;

    /// <summary>The whole page.</summary>
    public static string Render(ReportContent content)
    {
        StringBuilder page = new();
        string title = SvgWriter.Escape(content.Model == content.Data ? content.Model : $"{content.Model} on {content.Data}");
        page.Append($"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n");
        page.Append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n");
        page.Append($"<style>\n{PlotStyle.Css}\n{Css}\n</style>\n</head>\n<body>\n<h1>{title}</h1>\n");
        foreach (string sentence in content.Summary) page.Append($"<p>{SvgWriter.Escape(sentence)}</p>\n");

        page.Append($"<p>{HowToRead}</p>\n");

        foreach (IGrouping<string, ReportPicture> section in ReportPicture.Of(content).GroupBy(picture => picture.Section))
        {
            page.Append($"<h2>{SvgWriter.Escape(section.Key)}</h2>\n<div class=\"plots\">\n");
            foreach (ReportPicture picture in section)
            {
                page.Append($"<figure id=\"{picture.Name}\">\n<div class=\"wide\">\n{picture.Draw(Wide)}</div>\n<div class=\"narrow\">\n{picture.Draw(Narrow)}</div>\n");
                page.Append($"<figcaption>{SvgWriter.Escape(picture.Caption)}</figcaption>\n</figure>\n");
            }

            page.Append("</div>\n");
        }

        page.Append("<h2>How it was made</h2>\n<table>\n");
        foreach ((string name, string value) in content.Facts)
            page.Append($"<tr><td>{SvgWriter.Escape(name)}</td><td>{SvgWriter.Escape(value)}</td></tr>\n");
        return page.Append("</table>\n</body>\n</html>\n").ToString();
    }
}
