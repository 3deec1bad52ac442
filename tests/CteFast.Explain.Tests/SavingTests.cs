using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CteFast.Compression;
using CteFast.Data;
using CteFast.Explain.Models;
using CteFast.Explain.Tests.Fixtures;
using CteFast.Explain.Tests.Models;

namespace CteFast.Explain.Tests;

public sealed class SavingTests
{
    private const int D = 5;

    private static readonly DelegateModel Model = MadeModel.Random(D, 2, 1);
    private static readonly float[] Data = ModelAssert.RandomRows(300 * D, 2), Rows = ModelAssert.RandomRows(4 * D, 3);

    [Theory]
    [InlineData(ExplainMethod.Auto, false, 0)]
    [InlineData(ExplainMethod.Permutation, false, 0.02)]
    [InlineData(ExplainMethod.Permutation, true, 0)]
    [InlineData(ExplainMethod.Kernel, true, 0)]
    [InlineData(ExplainMethod.Exact, false, 0)]
    public void Load_SavedExplainer_GivesTheSameBits(ExplainMethod method, bool weighted, double precision)
    {
        Background background = Background.Compress(Data, D, 30, new CoresetOptions { Seed = 7, Weighted = weighted });
        var options = new ExplainOptions
        {
            Method = method,
            ModelRows = 2_000,
            Seed = 9,
            Precision = precision,
            Threads = 2,
            Groups = [new FeatureGroup("zwei \"ü\"", [1, 3])],
        };
        Explainer explainer = Explainer.Create(Model, background, options);
        Explainer loaded = Explainer.Load(Model, new MemoryStream(Save(explainer)));
        Explanation expected = explainer.Explain(Rows), actual = loaded.Explain(Rows);
        Assert.Equal(expected.ShapleyValues, actual.ShapleyValues);
        Assert.Equal(expected.Errors, actual.Errors);
        Assert.Equal(expected.BaseValues, actual.BaseValues);
        Assert.Equal((expected.Method, expected.BackgroundQuality, expected.ModelRows), (actual.Method, actual.BackgroundQuality, actual.ModelRows));
        Assert.Equal(expected.FeatureNames, actual.FeatureNames);
        Assert.Equal(Save(explainer), Save(loaded));
    }

    /// <summary>A missing value is kept, and no hindrance where rows are ordered for an early end or compared with others.</summary>
    [Fact]
    public void Load_MissingValues_GivesTheSameBits()
    {
        var model = new DelegateModel(D, 2, (x, y) => Model.Predict([.. x.ToArray().Select(value => float.IsNaN(value) ? 3 : value)], y));
        float[] data = (float[])Data.Clone();
        for (int i = 0; i < data.Length; i += 17) data[i] = float.NaN;
        var options = new ExplainOptions { Method = ExplainMethod.Permutation, ModelRows = 1_000, Precision = 0.01 };
        Explainer explainer = Explainer.Create(model, Background.Compress(data, D, 40, 7), options);
        Assert.Contains(explainer.Background!.Rows.ToArray(), float.IsNaN);
        Explainer loaded = Explainer.Load(model, new MemoryStream(Save(explainer)));
        Assert.Equal(explainer.Explain(Rows).ShapleyValues, loaded.Explain(Rows).ShapleyValues);
        Assert.InRange(BackgroundReport.Measure(model, data, Rows, options).Error, 1e-6, 1);
    }

    [Fact]
    public void Load_ModelThatDoesNotFit_SaysWhy()
    {
        byte[] saved = Save(Made());
        void Throws(string message, IModel model) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>(() => Explainer.Load(model, new MemoryStream(saved))).Message, StringComparison.Ordinal);
        Throws("5 features and 2 outputs, this one has 6 and 2", MadeModel.Random(6, 2, 1));
        Throws("this one has 5 and 1", MadeModel.Random(5, 1, 1));
        Throws("other feature names", new DelegateModel(5, 2, (_, outputs) => outputs.Clear(), ["a", "b", "c", "d", "e"]));
        Throws("a value, this one's is a probability", new DelegateModel(5, 2, (_, outputs) => outputs.Clear(), outputKind: OutputKind.Probability));
        Throws("another model", MadeModel.Random(5, 2, 2));
        // Almost the same model: one output differs on one side of a threshold.
        Throws("another model", new DelegateModel(5, 2, (rows, outputs) =>
        {
            Model.Predict(rows, outputs);
            for (int i = 0; i < outputs.Length / 2; i++) outputs[i * 2 + 1] += rows[i * 5] > 0 ? 0.01f : 0;
        }));
    }

    [Fact]
    public void Load_CutShort_IsRefused()
    {
        byte[] saved = Save(Made());
        for (int length = 0; length < saved.Length; length += 7) Refused(saved[..length]);
    }

    /// <summary>Bytes changed, left out, there twice: one line that says so, or an explainer; in bounded memory.</summary>
    [Theory]
    [InlineData(ExplainMethod.Permutation, SamplingDesign.Paired)]
    [InlineData(ExplainMethod.Permutation, SamplingDesign.Crossed)]
    [InlineData(ExplainMethod.Kernel, SamplingDesign.Crossed)]
    [InlineData(ExplainMethod.Exact, SamplingDesign.Crossed)]
    public void Load_RandomDamage_LoadsOrSaysSo(ExplainMethod method, SamplingDesign mode)
    {
        var options = new ExplainOptions { Method = method, Design = mode, ModelRows = 2_000, Seed = 9, Groups = [new FeatureGroup("both", [1, 3])] };
        byte[] saved = Save(Explainer.Create(Model, Background.Compress(Data, D, 16, new CoresetOptions { Seed = 7, Weighted = true }), options));
        var random = new Random(1);
        Assert.InRange(Enumerable.Range(0, 3000).Count(_ => !IsLoaded(Sealed(Damage.Of(saved, random)))), 300, 2999);
    }

    /// <summary>What no damage makes, but a hand does.</summary>
    [Theory]
    [InlineData("""{"options":{"modelRows":2000000000}}""")]
    [InlineData("""{"options":{"maxBatchRows":2000000000}}""")]
    [InlineData("""{"options":{"threads":2000000000}}""")]
    [InlineData("""{"options":{"groups":[null]}}""")]
    [InlineData("""{"options":{"groups":[{"name":null,"features":[1]}]}}""")]
    [InlineData("""{"options":{"groups":[{"name":"a","features":null}]}}""")]
    [InlineData("""{"options":{"groups":[{"name":"a","features":[2000000000]}]}}""")]
    [InlineData("""{"options":{"deadline":"-00:00:01"}}""")]
    [InlineData("""{"options":{"deadline":"10675199.02:48:05.4775807"}}""")]
    [InlineData("""{"options":{"design":7}}""")]
    [InlineData("""{"schema":null}""")]
    [InlineData("""{"schema":{"format":"ctefast-schema/1","features":[]}}""")]
    [InlineData("""{"schema":{"format":"ctefast-schema/1","features":[{"name":null,"kind":"numeric"}]}}""")]
    [InlineData("""{"schema":{"format":"ctefast-schema/1","features":[{"name":"a","kind":"numeric"}]}}""")]
    [InlineData("""{"squaredMmd":"NaN"}""")]
    [InlineData("""{"inputCount":2000000000}""")]
    public void Load_NullOrHuge_LoadsOrSaysSo(string change)
    {
        foreach (ExplainMethod method in new[] { ExplainMethod.Permutation, ExplainMethod.Kernel, ExplainMethod.Exact })
        {
            JsonObject json = JsonNode.Parse(Save(Explainer.Create(Model, Background.Compress(Data, D, 16, 7), new ExplainOptions { Method = method, ModelRows = 2_000 })))!.AsObject();
            foreach ((string name, JsonNode? value) in JsonNode.Parse(change)!.AsObject())
            {
                if (value is not JsonObject members) json[name] = value?.DeepClone();
                else foreach ((string inner, JsonNode? number) in members) json[name]![inner] = number?.DeepClone();
            }

            IsLoaded(Sealed(Encoding.UTF8.GetBytes(json.ToJsonString())));
        }
    }

    /// <summary>Whether there is an explainer in it; if not, one line says so. Memory is bounded either way.</summary>
    private static bool IsLoaded(byte[] saved)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool isLoaded = true;
        try
        {
            Explainer.Load(Model, new MemoryStream(saved));
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            Assert.DoesNotContain('\n', e.Message);
            isLoaded = false;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 200L << 20, $"{allocated} bytes allocated for {Encoding.UTF8.GetString(saved)}");
        return isLoaded;
    }

    [Fact]
    public void Load_ContentsThatDoNotFitTogether_AreRefused()
    {
        void Spoil(string message, Action<JsonObject> change)
        {
            JsonObject json = JsonNode.Parse(Save(Made()))!.AsObject();
            change(json);
            Assert.Contains(message, Refused(Sealed(Encoding.UTF8.GetBytes(json.ToJsonString()))), StringComparison.Ordinal);
        }

        Spoil("ctefast-explainer/3", json => json["format"] = "ctefast-explainer/2");
        Spoil("do not fill rows", json => json["rows"]!.AsArray().RemoveAt(0));
        Spoil("rows", json => json.Remove("rows"));
        Spoil("rows", json => json["rows"] = null);
        Spoil("means", json => json["means"]!.AsArray().RemoveAt(0));
        Spoil("out of range", json => json["scales"]![0] = 0);
        Spoil("out of range", json => json["inputCount"] = 3);
        Spoil("weights", json => json["weights"] = new JsonArray(1, 2));
        Spoil("method", json => json["method"] = "Guess");
        Spoil("too small", json => json["options"]!["modelRows"] = 3);
        Spoil("Seed", json => json["options"]!["seed"] = -3);
        Spoil("options", json => json["options"] = "none");
        Spoil("predictions", json => json["predictions"]!.AsArray().RemoveAt(0));
        Spoil("extra", json => json["extra"] = 1);
    }

    /// <summary>Whatever number is edited, the file is refused: no edit makes other explanations in silence.</summary>
    [Fact]
    public void Load_AnyNumberEdited_IsRefused()
    {
        byte[] saved = Save(Explainer.Create(Model, Background.Compress(Data, D, 10, new CoresetOptions { Seed = 7, Weighted = true }),
            new ExplainOptions { Method = ExplainMethod.Permutation, ModelRows = 100 }));
        Assert.Contains("changed", Refused(Edit(saved, json => Double(json["weights"]!.AsArray()))), StringComparison.Ordinal);
        Assert.Contains("changed", Refused(Edit(saved, json => json["means"]![0] = 1e300)), StringComparison.Ordinal);
        Assert.Contains("changed", Refused(Edit(saved, json => json["rows"]![3] = 0.25)), StringComparison.Ordinal);
        Assert.Contains("changed", Refused(Edit(saved, json => json["options"]!["seed"] = 1)), StringComparison.Ordinal);
        Assert.Contains("changed", Refused(Edit(saved, json => json.Remove("checksum"))), StringComparison.Ordinal);
        Assert.True(IsLoaded(Edit(saved, _ => { })), "whitespace alone is no change");

        static byte[] Edit(byte[] saved, Action<JsonObject> change)
        {
            JsonObject json = JsonNode.Parse(saved)!.AsObject();
            change(json);
            return Encoding.UTF8.GetBytes(json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        }

        static void Double(JsonArray weights)
        {
            for (int i = 0; i < weights.Count; i++) weights[i] = 2 * weights[i]!.GetValue<double>();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void WriteShapArrays_Explanation_HasTheArraysOfShapsPlots(int outputs)
    {
        var model = new DelegateModel(3, outputs, MadeModel.Random(3, outputs, 4).Predict, ["a", "b", "c"]);
        float[] rows = [1, 2, 3, 4, float.NaN, 6];
        var clean = new DelegateModel(3, outputs, (x, y) => model.Predict([.. x.ToArray().Select(value => float.IsNaN(value) ? 9 : value)], y), ["a", "b", "c"]);
        Explanation explanation = CompressThenExplain.Explain(clean, ModelAssert.RandomRows(30 * 3, 1), rows, new ExplainOptions { Groups = [new FeatureGroup("ac", [0, 2])] });
        using var stream = new MemoryStream();
        explanation.WriteShapArrays(stream);
        JsonElement json = JsonDocument.Parse(stream.ToArray()).RootElement;
        Assert.Equal(["values", "base_values", "data", "feature_names"], json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(["ac", "b"], json.GetProperty("feature_names").EnumerateArray().Select(name => name.GetString()!));
        for (int row = 0; row < 2; row++)
        {
            for (int j = 0; j < 2; j++)
            {
                JsonElement value = json.GetProperty("values")[row][j];
                for (int output = 0; output < outputs; output++) Assert.Equal(explanation.Values(row, output)[j], (outputs == 1 ? value : value[output]).GetDouble());
            }

            JsonElement baseValue = json.GetProperty("base_values")[row];
            Assert.Equal(explanation.BaseValues[0], (outputs == 1 ? baseValue : baseValue[0]).GetDouble());
            Assert.Equal(JsonValueKind.Null, json.GetProperty("data")[row][0].ValueKind);
        }

        Assert.Equal(2f, json.GetProperty("data")[0][1].GetSingle());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("data")[1][1].ValueKind);
    }

    private static Explainer Made() =>
        Explainer.Create(Model, Background.Compress(Data, D, 10, 7), new ExplainOptions { Method = ExplainMethod.Permutation, ModelRows = 100 });

    private static byte[] Save(Explainer explainer)
    {
        using var stream = new MemoryStream();
        explainer.Save(stream);
        return stream.ToArray();
    }

    /// <summary>The file with the checksum of what is now in it, so that the checks behind the checksum are reached; where it cannot be read, as it is.</summary>
    private static byte[] Sealed(byte[] bytes)
    {
        try
        {
            SavedExplainer? saved = JsonSerializer.Deserialize(bytes, SavedExplainerJson.Default.SavedExplainer);
            return saved is null ? bytes : JsonSerializer.SerializeToUtf8Bytes(saved.WithChecksum(), SavedExplainerJson.Default.SavedExplainer);
        }
        catch (JsonException)
        {
            return bytes;
        }
    }

    private static string Refused(byte[] bytes)
    {
        string message = Assert.Throws<InvalidDataException>(() => Explainer.Load(Model, new MemoryStream(bytes))).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }
}
