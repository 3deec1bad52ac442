using CteFast.Data;
using CteFast.Explain;
using CteFast.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;
using Sample;

// A table with a text column, made up: prices depend on the area, more so in Paris, and on a garden.
var random = new Random(1);
string[] cities = ["Paris", "Rome", "Oslo"];
House[] houses = [.. Enumerable.Range(0, 2000).Select(_ =>
{
    var house = new House { City = cities[random.Next(cities.Length)], Area = random.Next(30, 180), Garden = random.Next(3) == 0 };
    house.Price = house.Area * (house.City == "Paris" ? 9 : 4) + (house.Garden ? 60 : 0) + random.Next(20);
    return house;
})];

// An ordinary ML.NET pipeline.
var context = new MLContext(seed: 1);
IDataView data = context.Data.LoadFromEnumerable(houses);
ITransformer pipeline = context.Transforms.Categorical.OneHotEncoding("CityCode", nameof(House.City))
    .Append(context.Transforms.Conversion.ConvertType("GardenNumber", nameof(House.Garden), DataKind.Single))
    .Append(context.Transforms.Concatenate("Features", "CityCode", nameof(House.Area), "GardenNumber"))
    .Append(context.Regression.Trainers.FastTree(nameof(House.Price)))
    .Fit(data);

// As a model of the columns City, Area and Garden. Its trees are taken, so that the values are exact.
MLNetModel model = MLNetModel.Create(context, pipeline, data);
FeatureTable table = model.ToTable(data);
Explainer explainer = Explainer.Create(model, table, new ExplainOptions());
FeatureTable five = table.Take([0, 1, 2, 3, 4]);
Explanation explanation = explainer.Explain(five);

Console.WriteLine($"{explanation.Method}; mean price {explanation.BaseValues[0]:F0}");
foreach (string note in model.Info.Notes) Console.WriteLine(note);
for (int row = 0; row < five.Count; row++)
{
    Console.WriteLine($"price {explanation.Prediction(row)[0]:F0}:");
    for (int j = 0; j < five.Schema.Count; j++)
        Console.WriteLine($"    {five.Schema[j].Name,-8}{five.Text(row, j),-8}{explanation.Values(row)[j],8:+0;-0}");
}
