using CteFast.Data;
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

    [Fact]
    public void Rows_OfAType_AreExplained()
    {
        // <guide>
        Loan[] loans = [new(31_000, "Berlin", true), new(45_000, "Paris", false), new(22_000, "Berlin", false), new(52_000, null, true)];
        RowExplainer<Loan> explainer = Explainer.Create<Loan>(loan => (loan.City == "Paris" ? 5 : 0) + loan.Income / 10_000, loans, new ExplainOptions());
        RowExplanation<Loan> explanation = explainer.Explain(new Loan(40_000, "Paris", false));
        ExplainedFeature city = explanation.For(Loan.Features.City);      // city.Text is Paris, city.Value 3.75
        // </guide>

        Assert.Equal(("Paris", 3.75), (city.Text, Math.Round(city.Value, 5)));
    }
}

// <guide>
[FeatureRow]
public readonly partial record struct Loan(double Income, string? City, bool Owner);
// </guide>
