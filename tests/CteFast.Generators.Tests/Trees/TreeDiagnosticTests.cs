using Microsoft.CodeAnalysis;

namespace CteFast.Generators.Tests.Trees;

public sealed class TreeDiagnosticTests
{
    [Theory]
    [InlineData("[TreeModel(\"model.json\")] public class PriceModel;")]
    [InlineData("[TreeModel(\"model.json\")] public static partial class PriceModel;")]
    [InlineData("[TreeModel(\"model.json\")] public abstract partial class PriceModel;")]
    [InlineData("[TreeModel(\"model.json\")] file partial class PriceModel;")]
    [InlineData("[TreeModel(\"model.json\")] public partial class PriceModel<T>;")]
    [InlineData("public partial class Outer { [TreeModel(\"model.json\")] public partial class PriceModel; }")]
    public void Class_ThatCannotBeCompleted_IsAnError(string source)
    {
        GeneratorRun run = GeneratorRun.OfTrees([ModelText.Of(ModelText.Small())], source);
        Diagnostic diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal(("CTE0101", "PriceModel"), (diagnostic.Id, run.TextAt(diagnostic)));
        Assert.Empty(run.Emitted);
    }

    [Theory]
    [InlineData("other.json")]
    [InlineData("odel.json")]
    [InlineData("user/model.json")]
    [InlineData("")]
    public void File_ThatIsNotThere_IsAnError(string path)
    {
        GeneratorRun run = GeneratorRun.OfTrees([ModelText.Of(ModelText.Small())], $"[TreeModel(\"{path}\")] public partial class PriceModel;");
        Diagnostic diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal(("CTE0102", $"TreeModel(\"{path}\")"), (diagnostic.Id, run.TextAt(diagnostic)));
        Assert.Contains($"'{path}' is none of", diagnostic.GetMessage());
    }

    [Fact]
    public void File_NamedByTwo_IsAnErrorUntilMoreIsNamed()
    {
        AdditionalText[] texts = [ModelText.Of(ModelText.Small(), "/a/model.json"), ModelText.Of(ModelText.Small(trees: 2), "C:\\b\\model.json")];
        Assert.Equal("CTE0103", Assert.Single(GeneratorRun.OfTrees(texts, ModelText.Class).Diagnostics).Id);
        GeneratorRun run = GeneratorRun.OfTrees(texts, ModelText.Class.Replace("model.json", "b/model.json", StringComparison.Ordinal));
        Assert.Empty(run.Diagnostics);
        Assert.Contains("The 2 trees", run.Emitted.Single());
    }

    [Theory]
    [InlineData("\"learner\"", "\"teacher\"", "not a model that can be compiled; XGBoost's save_model (JSON), LightGBM's save_model and CatBoost's", "{")]
    [InlineData("\"num_feature\":\"2\"", "\"num_feature\":\"0\"", "the model has no features", "\"0\"")]
    [InlineData("\"num_feature\":\"2\"", "\"num_feature\":\"3\"", "there are 2 names for 3 features", "[\"carat\"")]
    [InlineData("[1,0,0,0,0]", "[2,0,0,0,0]", "feature 2 is compared, but num_feature is 2", "[2,0,0,0,0]")]
    [InlineData("[1,0,0,0,0]", "[-1,0,0,0,0]", "node 0: feature -1 is negative", "{\"left")]
    [InlineData("\"gbtree\",\"model\"", "\"gblinear\",\"model\"", "booster \"gblinear\" has no trees, but weights", "\"gblinear\"")]
    [InlineData("\"gbtree\",\"model\"", "\"mine\",\"model\"", "booster \"mine\" is not supported", "\"mine\"")]
    [InlineData("reg:squarederror", "mine", "objective \"mine\" is not supported", "\"mine\"")]
    [InlineData("reg:squarederror", "multi:softprob", "A softmax needs two outputs", "{\"feature_names")]
    [InlineData("5E-1\",", "half\",", "a number, or numbers in brackets", "\"half\"")]
    [InlineData("\"num_class\":\"0\"", "\"num_class\":\"2000000000\"", "2000000000 outputs are declared", "{\"base")]
    [InlineData("\"tree_info\":[0]", "\"tree_info\":[0,0]", "there are 2 entries for 1 trees", "[0,0]")]
    [InlineData("[0,0,0,0,0],\"default", "[1,0,0,0,0],\"default", "there is no \"categories\"", "{\"left")]
    [InlineData("[0,0,0,0,0],\"default", "[0,0],\"default", "there are 2 entries for 5 nodes", "[0,0]")]
    [InlineData("\"size_leaf_vector\":\"0\"", "\"size_leaf_vector\":\"3\"", "there is no \"base_weights\"", "{\"left")]
    [InlineData("[1,-1,3,-1,-1]", "[1,-1,0,-1,-1]", "child 0 is reached twice", "{\"left")]
    [InlineData("[1,-1,3,-1,-1]", "[1,-1,9,-1,-1]", "child 9 is not one of the 5 nodes", "{\"left")]
    [InlineData("[1,-1,3,-1,-1]", "[1,-1,3,-1]", "5 are declared, but the file holds 4", "\"5\"")]
    [InlineData("[2,-1,4,-1,-1]", "[2,-1,4,-1]", "differ in length", "{\"left")]
    [InlineData("[1,-1,3,-1,-1]", "[1,-1,3.5,-1,-1]", "[2]: 32-bit integers are expected", "3.5")]
    [InlineData("-2.25E0", "1e999", "[2]: single-precision numbers are expected", "1e999")]
    [InlineData("[0,0,1,0,0]", "[0,0,2,0,0]", "[2]: 0 and 1 are expected", "2,")]
    [InlineData("\"version\":[1,7,4]}", "\"version\":[1,7,4]", "the file ends here", "")]
    [InlineData("\"version\":[1,7,4]}", "\"version\":[1,7,4]}}", "the file goes on", "}")]
    [InlineData("\"version\"", "version", "'\"' is expected here", "version")]
    [InlineData("carat", "ca\\rat\\q", "this is no escape", "")]
    public void File_Spoiled_IsAnErrorThatPointsIntoIt(string part, string spoiled, string message, string place)
    {
        string text = ModelText.Small();
        Assert.Contains(part, text);
        text = text.Replace(part, spoiled, StringComparison.Ordinal);
        GeneratorRun run = GeneratorRun.OfTrees([ModelText.Of(text)], ModelText.Class);
        Diagnostic diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal("CTE0104", diagnostic.Id);
        Assert.Contains("model.json: ", diagnostic.GetMessage());
        Assert.Contains(message, diagnostic.GetMessage());
        FileLinePositionSpan lines = diagnostic.Location.GetLineSpan();
        Assert.Equal("/home/user/models/model.json", lines.Path);
        Assert.StartsWith(place, text[diagnostic.Location.SourceSpan.Start..]);
        Assert.Equal(text[..diagnostic.Location.SourceSpan.Start].Count(c => c == '\n'), lines.StartLinePosition.Line);
    }

    [Theory]
    [InlineData("\"categories_nodes\":[0,2]", "\"categories_nodes\":[0]", "there are 1 nodes, 2 segments and 2 sizes")]
    [InlineData("\"categories_nodes\":[0,2]", "\"categories_nodes\":[0,5]", "item 2: the split is by category, but has no categories")]
    [InlineData("\"categories_sizes\":[3,1]", "\"categories_sizes\":[3,2147483647]", "item 1: 2147483647 categories from 3 on are not among the 4")]
    [InlineData("[1,0,1,0,0]", "[2,0,1,0,0]", "item 0: a split of type 2 is not supported")]
    [InlineData("[1,0,1,0,0]", "[1,1,1,0,0]", "item 1: the split is by category, but has no categories")]
    [InlineData("[1,0,1,0,0]", "[1,0,0,0,0]", "item 2: the split is by threshold, but has categories")]
    [InlineData("[0,3,40,2]", "[0,-3,40,2]", "category -3 is not one of")]
    [InlineData("[0,3,40,2]", "[0,3,16777216,2]", "category 16777216 is not one of")]
    public void Categories_Spoiled_AreAnError(string part, string spoiled, string message)
    {
        string text = ModelText.Categorical();
        Assert.Contains(part, text);
        Diagnostic diagnostic = Assert.Single(GeneratorRun.OfTrees([ModelText.Of(text.Replace(part, spoiled, StringComparison.Ordinal))], ModelText.Class).Diagnostics);
        Assert.Equal("CTE0104", diagnostic.Id);
        Assert.Contains(message, diagnostic.GetMessage());
    }

    [Fact]
    public void Categories_OfTooManyWords_AreAnError() =>
        Assert.Contains("too large", Assert.Single(GeneratorRun.OfTrees([ModelText.Of(ModelText.Categorical("16777215", trees: 40))], ModelText.Class).Diagnostics).GetMessage());

    [Fact]
    public void File_CutShortOrDeep_IsAnError()
    {
        string text = ModelText.Small(trees: 3);
        foreach (string spoiled in Enumerable.Range(0, text.Length).Where(i => i % 37 == 0).Select(i => text[..i]).Append(new string('[', 10_000)).Append(string.Concat(Enumerable.Repeat("{\"a\":", 10_000))))
            Assert.Equal("CTE0104", Assert.Single(GeneratorRun.OfTrees([ModelText.Of(spoiled)], ModelText.Class).Diagnostics).Id);
    }

    [Fact]
    public void File_TreeOfManyLevels_IsAnError()
    {
        const int Levels = 2000;
        static string Array(Func<int, int> value) => $"[{string.Join(',', Enumerable.Range(0, 2 * Levels + 1).Select(value))}]";
        string text = ModelText.Small().Replace("[1,-1,3,-1,-1]", Array(i => i % 2 == 0 && i < 2 * Levels ? i + 1 : -1), StringComparison.Ordinal)
            .Replace("\"num_nodes\":\"5\"", $"\"num_nodes\":\"{2 * Levels + 1}\"", StringComparison.Ordinal).Replace("[2,-1,4,-1,-1]", Array(i => i % 2 == 0 && i < 2 * Levels ? i + 2 : -1), StringComparison.Ordinal)
            .Replace("[1,0,0,0,0]", Array(_ => 0), StringComparison.Ordinal).Replace("[5E-1,1E0,-2.25E0,-3E0,4E0]", Array(i => i), StringComparison.Ordinal)
            .Replace("[0,0,0,0,0]", Array(_ => 0), StringComparison.Ordinal).Replace("[0,0,1,0,0]", Array(_ => 0), StringComparison.Ordinal).Replace("[1E1,6E0,4E0,3E0,1E0]", Array(_ => 1), StringComparison.Ordinal);
        Assert.Contains("more than 1024 levels deep", Assert.Single(GeneratorRun.OfTrees([ModelText.Of(text)], ModelText.Class).Diagnostics).GetMessage());
    }
}
