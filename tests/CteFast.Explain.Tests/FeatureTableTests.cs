using CteFast.Compression;
using CteFast.Data;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Tests;

/// <summary>Tables with words: matched with what the model knows, explained in the same words.</summary>
public sealed class FeatureTableTests
{
    private static readonly FeatureLevels Cities = new(["Paris", "Lyon", "Nancy", "Brest"]);
    private static readonly FeatureSchema Schema = new([new Feature("owner", FeatureKind.Boolean), new Feature("city", FeatureKind.Categorical, Cities), new Feature("income")]);

    // Lyon or Nice: 10, else 20; 5 more above an income of 3, 1 more for owners. The model has other levels in another order, and other columns.
    private static readonly TreeEnsemble Trees = MakeTrees(["Lyon", "Nice", "Paris", "Nancy"]);

    [Fact]
    public void Create_ModelWithLevels_TakesThemByTheirTexts()
    {
        FeatureTable table = Table();
        Explainer explainer = Explainer.Create(Trees, table, new ExplainOptions());
        Explanation explanation = explainer.Explain(table);
        Assert.Equal(["income", "city", "owner"], explanation.FeatureNames);
        Assert.Equal("tree, exact", explanation.Method);
        for (int row = 0; row < table.Count; row++)
        {
            double city = table.Text(row, 1) == "Lyon" ? 10 : 20, income = table[row][2] < 3 ? 0 : 5;
            Assert.Equal(city + income + table[row][0], explanation.Prediction(row)[0], 1e-6);
            Assert.Equal((table.Text(row, 2), table.Text(row, 0)), (explanation.FeatureText(row, 0), explanation.FeatureText(row, 2)));
        }

        Assert.Equal("Lyon", explanation.FeatureText(1, 1));
        Assert.Equal("missing", explanation.FeatureText(3, 1));      // Brest, which the model does not know
        Assert.Equal(["city: 6 values are no level that is known (Brest), and taken for missing"], explanation.Notes);
        Assert.Empty(explainer.Explain(table.Take([0, 1])).Notes);
        // The model's own rows, in its codes, give the same.
        float[] codes = [table[1][2], 0, table[1][0]];
        Assert.Equal(explanation.Values(1).ToArray(), explainer.Explain(codes).Values(0).ToArray());
    }

    [Fact]
    public void Create_ColumnsThatAreNotThere_AreNamed()
    {
        var other = new FeatureTable(FeatureSchema.Numeric(["income", "town", "owner"]), [1, 2, 3]);
        Assert.Contains("no column \"city\"", Assert.Throws<ArgumentException>(() => Explainer.Create(Trees, other, new ExplainOptions())).Message, StringComparison.Ordinal);
        var numbers = new FeatureTable(new FeatureSchema([new Feature("income", FeatureKind.Categorical, new FeatureLevels(["low", "high"])), new Feature("city"), new Feature("owner")]), [1, 2, 0]);
        Assert.Contains("\"income\" has levels here", Assert.Throws<ArgumentException>(() => Explainer.Create(Trees, numbers, new ExplainOptions())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_ModelWithoutNames_HasThoseOfTheTable()
    {
        FeatureTable table = Table();
        var model = new DelegateModel(3, 1, (rows, outputs) =>
        {
            for (int i = 0; i < outputs.Length; i++) outputs[i] = rows[3 * i] + rows[3 * i + 1] * rows[3 * i + 2];
        });
        var options = new ExplainOptions { Method = ExplainMethod.Permutation, BackgroundSize = 8, Seed = 4 };
        Explainer explainer = Explainer.Create(model, table, options);
        Assert.Same(Schema, explainer.Schema);
        // Chosen by a distance that knows of levels, not by the differences of their codes.
        Coreset coreset = Coreset.Compress(table, 8, new CoresetOptions { Seed = 4 });
        Assert.Equal(coreset.Indices.SelectMany(i => table[i].ToArray()), explainer.Background!.Rows.ToArray());
        Assert.Equal("Nancy", explainer.Explain(table.Take([2])).FeatureText(0, 1));
    }

    [Fact]
    public void Create_OneHotGroups_AreOneFeatureInWords()
    {
        var schema = new FeatureSchema([new Feature("city_Lyon"), new Feature("age"), new Feature("city_Paris"), new Feature("x"), new Feature("y")],
            [new FeatureGroup("city", [0, 2]), new FeatureGroup("place", [3, 4])]);
        float[] rows = [1, 30, 0, 2, 3, 0, 40, 1, 4, 5, 0, 50, 0, 6, 7, 1, 60, 1, 8, 9];
        var table = new FeatureTable(schema, rows);
        var model = new DelegateModel(5, 1, (rows, outputs) =>
        {
            for (int i = 0; i < outputs.Length; i++) outputs[i] = rows[5 * i] + rows[5 * i + 1] + rows[5 * i + 3];
        });
        Explanation explanation = Explainer.Create(model, table, new ExplainOptions()).Explain(table);
        Assert.Equal(["city", "age", "place"], explanation.FeatureNames);
        Assert.Equal(["Lyon", "Paris", "none", "city_Lyon = 1, city_Paris = 1"], Enumerable.Range(0, 4).Select(row => explanation.FeatureText(row, 0)));
        Assert.Equal("x = 2, y = 3", explanation.FeatureText(0, 2));
    }

    [Fact]
    public void Load_SavedWithATable_SpeaksItsWords()
    {
        FeatureTable table = Table();
        using var stream = new MemoryStream();
        Explainer.Create(Trees, table, new ExplainOptions()).Save(stream);
        stream.Position = 0;
        Explainer loaded = Explainer.Load(Trees, stream);
        Assert.Equal("yes", loaded.Explain(table).FeatureText(1, 2));
        stream.Position = 0;
        Assert.Contains("other levels of \"city\": Lyon, Nice, Paris, Nancy",
            Assert.Throws<ArgumentException>(() => Explainer.Load(MakeTrees(["Nice", "Lyon", "Paris", "Nancy"]), stream)).Message, StringComparison.Ordinal);
    }

    private static FeatureTable Table() => new(Schema, [.. Enumerable.Range(0, 24).SelectMany(i => new float[] { i % 2, i % 4, i % 7 })]);

    private static TreeEnsemble MakeTrees(string[] levels)
    {
        var city = new DecisionTreeBuilder(3);
        city.SplitCategories(0, 1, [0, 1], 1, 2);
        city.Leaf(1, 10);
        city.Leaf(2, 20);
        var income = new DecisionTreeBuilder(3);
        income.Split(0, 0, SplitComparison.LessThan, 3, 1, 2);
        income.Leaf(1, 0);
        income.Leaf(2, 5);
        var owner = new DecisionTreeBuilder(3);
        owner.Split(0, 2, SplitComparison.LessThan, 0.5, 1, 2);
        owner.Leaf(1, 0);
        owner.Leaf(2, 1);
        return new TreeEnsemble(3, [city.Build(), income.Build(), owner.Build()], [0], new TreeEnsembleOptions { FeatureNames = ["income", "city", "owner"], FeatureLevels = [null, levels, null] });
    }
}
