using CteFast.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CteFast.Studies.Models;

/// <summary>Rows a second through the door to ML.NET, against ML.NET itself in the same run.</summary>
internal static class MLNetSpeed
{
    private const int Rows = 20_000;

    private static readonly string[] Cities = ["Paris", "Rome", "Oslo", "Lima", "Bonn", "Kyiv"];

    /// <summary>Measures a linear pipeline, one of trees through the pipeline itself, and one whose trees are taken.</summary>
    public static DoorSpeed[] Measure(bool quick)
    {
        var context = new MLContext(seed: 1);
        MLNetHouse[] rows = Table();
        IDataView data = context.Data.LoadFromEnumerable(rows);
        IEstimator<ITransformer> features = context.Transforms.Categorical.OneHotEncoding("CityCode", nameof(MLNetHouse.City))
            .Append(context.Transforms.Conversion.ConvertType("GardenNumber", nameof(MLNetHouse.Garden), DataKind.Single))
            .Append(context.Transforms.NormalizeMinMax("DistanceNumber", nameof(MLNetHouse.Distance)))
            .Append(context.Transforms.Concatenate("Features", nameof(MLNetHouse.Area), "DistanceNumber", nameof(MLNetHouse.Rooms), "CityCode", "GardenNumber"));
        return
        [
            Measure(context, "ML.NET, linear", features.Append(context.Regression.Trainers.Sdca(nameof(MLNetHouse.Price), maximumNumberOfIterations: 3)).Fit(data), rows, quick, hasTrees: false),
            Measure(context, "ML.NET, FastTree behind a norm of rows", features.Append(context.Transforms.NormalizeLpNorm("Features")).Append(context.Regression.Trainers.FastTree(nameof(MLNetHouse.Price))).Fit(data), rows, quick, hasTrees: false),
            Measure(context, "ML.NET, FastTree, its trees", features.Append(context.Regression.Trainers.FastTree(nameof(MLNetHouse.Price))).Fit(data), rows, quick, hasTrees: true),
        ];
    }

    private static DoorSpeed Measure(MLContext context, string name, ITransformer pipeline, MLNetHouse[] table, bool quick, bool hasTrees)
    {
        IDataView data = context.Data.LoadFromEnumerable(table);
        MLNetModel model = MLNetModel.Create(context, pipeline, data);
        if (model is MLNetTreeModel != hasTrees) throw new StudyException($"{name}: the trees were {(hasTrees ? "not " : "")}taken");
        const int Batch = 1024;
        float[] rows = model.ToTable(data).Rows.ToArray(), made = new float[Rows], native = [], batched = new float[Rows];
        int d = model.FeatureCount;
        Action[] runs =
        [
            // On all processors, as ML.NET divides a table among them by itself.
            () => Parallel.For(0, (Rows + Batch - 1) / Batch, part =>
            {
                int start = part * Batch, count = Math.Min(Batch, Rows - start);
                model.Predict(rows.AsSpan(start * d, count * d), made.AsSpan(start, count));
            }),
            () => native = [.. pipeline.Transform(data).GetColumn<float>("Score")],
            () =>
            {
                for (int start = 0; start < Rows; start += Batch)
                {
                    int at = start;
                    foreach (float score in pipeline.Transform(context.Data.LoadFromEnumerable(new ArraySegment<MLNetHouse>(table, start, Math.Min(Batch, Rows - start)))).GetColumn<float>("Score")) batched[at++] = score;
                }
            },
        ];
        foreach (Action run in runs) Timing.WarmUp(TimeSpan.FromMilliseconds(500), run);
        double[] times = Timing.InterleavedMedians(5, TimeSpan.FromSeconds(quick ? 1 : 4), 50, runs);
        if (!made.AsSpan().SequenceEqual(native) || !batched.AsSpan().SequenceEqual(native)) throw new StudyException($"{name}: the door predicts something else than ML.NET");
        return new DoorSpeed(name, 1000 * Rows / times[0], 1000 * Rows / Math.Min(times[1], times[2]));
    }

    private static MLNetHouse[] Table()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, Rows).Select(_ =>
        {
            var row = new MLNetHouse
            {
                Area = random.Next(20, 200),
                Distance = random.Next(300) / 16f,
                Rooms = random.Next(1, 8),
                City = Cities[random.Next(Cities.Length)],
                Garden = random.Next(2) == 0,
            };
            row.Price = row.Area * (row.City == "Paris" ? 3 : 1) + 10 * row.Rooms - 4 * row.Distance + (row.Garden ? 25 : 0) + (float)random.NextDouble();
            return row;
        })];
    }
}
