using Microsoft.ML;
using Microsoft.ML.Data;

namespace CteFast.MLNet.Tests;

/// <summary>A made table, pipelines over it, and the truth about their Shapley values.</summary>
internal static class MadeTable
{
    public static readonly MLContext Context = new(seed: 7);

    private static readonly string[] Cities = ["Paris", "Rome", "Oslo", "Lima"];
    private static readonly string[] Styles = ["loft", "villa", "cabin"];

    /// <summary>Rows with missing numbers and texts here and there.</summary>
    public static House[] Rows(int count, int seed, bool withMissing = true)
    {
        var random = new Random(seed);
        var rows = new House[count];
        for (int i = 0; i < count; i++)
        {
            string city = Cities[random.Next(Cities.Length)];
            var row = new House
            {
                Area = random.Next(200, 2000) / 10f,
                Distance = random.Next(0, 300) / 16.0,
                Rooms = random.Next(1, 8),
                City = withMissing && random.Next(12) == 0 ? "" : city,
                Garden = random.Next(2) == 0,
                Noise = [random.Next(10), random.Next(10), random.Next(10)],
                Group = (uint)(i / 10),
            };
            if (withMissing && random.Next(8) == 0) row.Area = float.NaN;
            float area = float.IsNaN(row.Area) ? 60 : row.Area;
            row.Price = area * (city == "Paris" ? 3 : 1) + 10 * row.Rooms - 4 * (float)row.Distance + (row.Garden ? 25 : 0) + row.Noise[1] * row.Rooms + (float)random.NextDouble();
            row.IsDear = row.Price > 190;
            row.Style = Styles[row.Price < 120 ? 2 : row.Garden ? 1 : 0];
            rows[i] = row;
        }

        return rows;
    }

    public static IDataView View(IEnumerable<House> rows) => Context.Data.LoadFromEnumerable(rows);

    public static ITransformer Fit(IEstimator<ITransformer> steps, IDataView data) => steps.Fit(data);

    public static float[] ToRows(this MLNetModel model, IDataView data) => model.ToTable(data).Rows.ToArray();

    /// <summary>Columns as they are usually made into features; the number that may be missing is replaced only if that is asked for.</summary>
    public static IEstimator<ITransformer> Featurisation(bool replaces, bool withVector = false)
    {
        IEstimator<ITransformer> steps = Context.Transforms.Categorical.OneHotEncoding("CityCode", nameof(House.City))
            .Append(Context.Transforms.Conversion.ConvertType("GardenNumber", nameof(House.Garden), DataKind.Single))
            .Append(Context.Transforms.Conversion.ConvertType("RoomsNumber", nameof(House.Rooms), DataKind.Single))
            .Append(Context.Transforms.Conversion.ConvertType("DistanceNumber", nameof(House.Distance), DataKind.Single))
            .Append(Context.Transforms.NormalizeMinMax("DistanceNumber"));
        if (replaces)
        {
            steps = steps.Append(Context.Transforms.ReplaceMissingValues("AreaNumber", nameof(House.Area), Microsoft.ML.Transforms.MissingValueReplacingEstimator.ReplacementMode.Mean))
                .Append(Context.Transforms.NormalizeMeanVariance("AreaNumber"));
        }
        else
        {
            steps = steps.Append(Context.Transforms.CopyColumns("AreaNumber", nameof(House.Area)));
        }

        string[] features = ["AreaNumber", "DistanceNumber", "RoomsNumber", "CityCode", "GardenNumber"];
        return steps.Append(Context.Transforms.Concatenate("Features", withVector ? [.. features, nameof(House.Noise)] : features));
    }

    /// <summary>A column of the predictions of a pipeline for whole tables, k numbers a row.</summary>
    public static float[] Predict(ITransformer transformer, IEnumerable<House> rows, string column)
    {
        IDataView made = transformer.Transform(View(rows));
        return made.Schema[column].Type is VectorDataViewType
            ? [.. made.GetColumn<VBuffer<float>>(column).SelectMany(vector => vector.DenseValues())]
            : [.. made.GetColumn<float>(column)];
    }

    /// <summary>Shapley values of columns, by all coalitions, each predicted by the pipeline itself; k x p.</summary>
    public static double[] Shapley(Func<House[], double[]> predict, House row, House[] background, string[] players, int outputs)
    {
        int p = players.Length;
        var worth = new double[1 << p, outputs];
        for (int set = 0; set < 1 << p; set++)
        {
            var present = players.Where((_, j) => (set >> j & 1) != 0).ToHashSet();
            double[] made = predict([.. background.Select(other => row.With(other, present))]);
            for (int i = 0; i < made.Length; i++) worth[set, i % outputs] += made[i] / background.Length;
        }

        double[] factorial = [.. Enumerable.Range(0, p + 1).Select(n => Enumerable.Range(1, n).Aggregate(1.0, (product, i) => product * i))];
        var values = new double[outputs * p];
        for (int j = 0; j < p; j++)
        {
            for (int set = 0; set < 1 << p; set++)
            {
                if ((set >> j & 1) != 0) continue;
                int size = System.Numerics.BitOperations.PopCount((uint)set);
                double weight = factorial[size] * factorial[p - size - 1] / factorial[p];
                for (int k = 0; k < outputs; k++) values[k * p + j] += weight * (worth[set | 1 << j, k] - worth[set, k]);
            }
        }

        return values;
    }
}
