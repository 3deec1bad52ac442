using CteFast.Data;
using CteFast.Explain;
using CteFast.Explain.Models;
using CteFast.OnnxRuntime;

// A small network of three inputs, one a column. Trees and plain networks would be read as such; this one has a LeakyRelu, and runs in a session.
IModel model = OnnxModel.Open(Path.Combine(AppContext.BaseDirectory, "price.onnx"));
using var session = (OnnxSessionModel)model;

// A table, made up, with the columns of the graph's inputs.
var random = new Random(1);
FeatureSchema schema = new([new Feature("area"), new Feature("rooms"), new Feature("garden", FeatureKind.Boolean)]);
float[] houses = [.. Enumerable.Range(0, 500).SelectMany(_ => (float[])[random.Next(30, 180), random.Next(1, 8), random.Next(3) == 0 ? 1 : 0])];
FeatureTable table = new(schema, houses), three = table.Take([0, 1, 2]);

Explainer explainer = Explainer.Create(session, table, new ExplainOptions { Seed = 1 });
Explanation explanation = explainer.Explain(three);

Console.WriteLine($"{explanation.Method}; mean price {explanation.BaseValues[0]:F0}");
foreach (string note in session.Info.Notes) Console.WriteLine(note);
for (int row = 0; row < three.Count; row++)
{
    Console.WriteLine($"price {explanation.Prediction(row)[0]:F0}:");
    for (int j = 0; j < schema.Count; j++)
        Console.WriteLine($"    {schema[j].Name,-8}{explanation.FeatureText(row, j),-8}{explanation.Values(row)[j],8:+0;-0} ± {explanation.StandardErrors(row)[j]:F1}");
}
