using CteFast.Explain;
using CteFast.Explain.Models;
using CteFast.Tables;

namespace CteFast.Repository.Tests.Guides;

/// <summary>The code of docs/tables.md, between the markers; what stands around them is the test of it.</summary>
[Collection("Console")]
public sealed class TablesGuide
{
    [Fact]
    public void Table_AndModel_AreExplained()
    {
        string before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = Path.Combine(SourceTree.Root, "src", "CteFast.Cli", "Sample");
        try
        {
            // <guide>
            ReadTable diamonds = TableReader.ReadCsv("diamonds.csv", new TableOptions { Targets = ["price"] });
            foreach (TableFinding finding in diamonds.Findings) Console.Error.WriteLine(finding);
            MatchedModel matched = MatchedModel.Of(ModelReader.ReadFile("diamonds.xgb.json"), diamonds.Features);
            Explainer explainer = Explainer.Create(matched.Model, matched.Table, new ExplainOptions());
            // </guide>

            Explanation explanation = explainer.Explain(matched.Table.Take([0]));
            Assert.Equal("tree, exact", explanation.Method);
            Assert.Equal(matched.Table.Schema.Select(feature => feature.Name), explanation.FeatureNames);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }
}
