using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Tests.Models.Trees;

public class DecisionTreeBuilderTests
{
    private static readonly double[] Landmarks =
    [
        0, -0.0, float.Epsilon, -float.Epsilon, double.Epsilon, -double.Epsilon, 1e-50, -1e-50, 1e-35, -1e-35, 1e-35f, -1e-35f, 1.1754943508222875e-38,
        1, -1, 0.1, 0.1f, -0.1, 16777217, 1e38, -1e38, float.MaxValue, float.MinValue, 3.4028235677973366e38, 1e39, -1e39, 1e300, -1e300,
        double.MaxValue, double.PositiveInfinity, double.NegativeInfinity,
    ];

    /// <summary>Left is 1, right 2.</summary>
    private static TreeEnsemble Stump(Action<DecisionTreeBuilder> split)
    {
        var tree = new DecisionTreeBuilder(3);
        split(tree);
        tree.Leaf(1, 1);
        tree.Leaf(2, 2);
        return new TreeEnsemble(1, [tree.Build()], [0]);
    }

    private static bool Holds(SplitComparison comparison, double x, double t) => comparison switch
    {
        SplitComparison.LessThan => x < t,
        SplitComparison.LessThanOrEqual => x <= t,
        SplitComparison.GreaterThan => x > t,
        SplitComparison.GreaterThanOrEqual => x >= t,
        SplitComparison.Equal => x == t,
        _ => x != t,
    };

    /// <summary>What LightGBM's rules and IEEE comparisons in double precision say.</summary>
    private static bool GoesLeft(SplitComparison comparison, double t, float x, bool missingLeft, MissingValues missing)
    {
        double value = x;
        if (double.IsNaN(value) && missing == MissingValues.None)
            value = 0;
        bool isMissing = double.IsNaN(value) || missing == MissingValues.NaNAndZero && value >= -1e-35f && value <= 1e-35f;
        return isMissing ? missingLeft : Holds(comparison, value, t);
    }

    private static void AllRowsGoTheirWay(SplitComparison comparison, double t, ReadOnlySpan<float> rows)
    {
        foreach (MissingValues missing in Enum.GetValues<MissingValues>())
        {
            if (missing == MissingValues.NaNAndZero && comparison is SplitComparison.Equal or SplitComparison.NotEqual)
                continue;
            foreach (bool missingLeft in new[] { false, true })
            {
                TreeEnsemble model = Stump(tree => tree.Split(0, 0, comparison, t, 1, 2, missingLeft, missing));
                float[] predictions = model.Predict(rows);
                for (int i = 0; i < rows.Length; i++)
                {
                    bool expected = GoesLeft(comparison, t, rows[i], missingLeft, missing);
                    Assert.True(predictions[i] == (expected ? 1 : 2), $"{rows[i]:R} {comparison} {t:R}, missing {missing} {(missingLeft ? "left" : "right")}");
                    Assert.Equal(predictions[i] == model.LeafValues[1], model.GoesLeft(0, rows[i]));
                }
            }
        }
    }

    private static float[] RowsAround(double t)
    {
        float single = (float)t;
        IEnumerable<float> landmarks = Landmarks.Select(value => (float)value);
        return [.. landmarks, .. landmarks.Select(MathF.BitIncrement), .. landmarks.Select(MathF.BitDecrement),
            single, MathF.BitIncrement(single), MathF.BitDecrement(single), float.NaN];
    }

    public static TheoryData<SplitComparison> Comparisons() => new(Enum.GetValues<SplitComparison>());

    [Theory]
    [MemberData(nameof(Comparisons))]
    public void Split_Landmarks_GoTheWayOfTheDoubleComparison(SplitComparison comparison)
    {
        foreach (double t in Landmarks)
            AllRowsGoTheirWay(comparison, t, RowsAround(t));
    }

    [Theory]
    [MemberData(nameof(Comparisons))]
    public void Split_AnyThresholdAndAnyRow_GoesTheWayOfTheDoubleComparison(SplitComparison comparison)
    {
        var random = new Random(20220425);
        for (int i = 0; i < 300; i++)
        {
            // Any bits of a double in the range of floats and a little beyond, or of a float exactly.
            double t = random.Next(3) == 0
                ? BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue))
                : (random.Next(2) == 0 ? -1 : 1) * Math.Pow(2, random.NextDouble() * 300 - 160);
            if (!double.IsNaN(t))
                AllRowsGoTheirWay(comparison, t, RowsAround(t));
        }
    }

    [Fact]
    public void SplitCategories_Values_GoLeftWhereTheSetHasThem()
    {
        int[] set = [0, 31, 32, 64, 100];
        foreach (bool missingLeft in new[] { false, true })
        {
            TreeEnsemble model = Stump(tree => tree.SplitCategories(0, 0, set, 1, 2, missingLeft));
            float[] rows = [.. Enumerable.Range(-5, 150).Select(x => x * 1f), 31.5f, 32.99f, -0.5f, -0f, 1e10f, 3e9f, float.PositiveInfinity, float.NegativeInfinity, float.NaN];
            Assert.Equal([.. rows.Select(x => (float.IsNaN(x) ? missingLeft : x >= 0 && set.Contains((int)Math.Min(x, 1000))) ? 1f : 2f)], model.Predict(rows));
            Assert.Equal([.. rows.Select(x => model.GoesLeft(0, x) ? 1f : 2f)], model.Predict(rows));
        }
    }

    [Fact]
    public void SplitCategories_EmptySet_GoesRight() =>
        Assert.Equal([2f, 2f], Stump(tree => tree.SplitCategories(0, 0, [], 1, 2)).Predict([0, 7]));

    [Fact]
    public void Build_SpecialSplitsInManyTrees_KeepTheirOwn()
    {
        // x = t, or a set around t, in each of many trees: the moved tables must fit the moved nodes.
        var trees = new List<DecisionTree>();
        for (int t = 0; t < 40; t++)
        {
            var tree = new DecisionTreeBuilder(5);
            tree.Split(0, 0, SplitComparison.Equal, t, 1, 2);
            tree.Leaf(1, 1000 * t);
            tree.SplitCategories(2, 0, [t + 1, t + 40], 3, 4);
            tree.Leaf(3, t);
            tree.Leaf(4, 0);
            trees.Add(tree.Build());
        }

        var model = new TreeEnsemble(1, trees, [0]);
        float[] rows = [.. Enumerable.Range(0, 90).Select(x => (float)x)];
        Assert.Equal([.. rows.Select(x => (float)Enumerable.Range(0, 40).Sum(t => x == t ? 1000 * t : x == t + 1 || x == t + 40 ? t : 0))], model.Predict(rows));
        ModelAssert.SameBitsInAnyBatch(model, rows, 20);
        Assert.Equal(0, ModelAssert.AllocatedWhenWarm(model, rows));
    }

    [Fact]
    public void Build_UnreachableNodes_AreDropped()
    {
        var tree = new DecisionTreeBuilder(6);
        tree.Split(0, 0, SplitComparison.LessThan, 0, 3, 4);
        tree.Split(2, int.MaxValue, SplitComparison.LessThan, 0, 70, 80);
        tree.Leaf(3, 1, cover: 3);
        tree.Leaf(4, 2, cover: 4);
        Assert.Equal(3, tree.Build().NodeCount);
    }

    [Fact]
    public void Build_Covers_FollowTheNodes()
    {
        var tree = new DecisionTreeBuilder(3);
        tree.Split(0, 0, SplitComparison.GreaterThan, 0, 2, 1, cover: 7);
        tree.Leaf(1, 1, cover: 3);
        tree.Leaf(2, 2, cover: 4);
        var model = new TreeEnsemble(1, [tree.Build()], [0]);
        Assert.True(model.HasCovers);
        Assert.Equal([7.0, 3, 4], model.Covers.ToArray());   // "greater" has its children swapped
        Assert.False(Stump(stump => stump.Split(0, 0, SplitComparison.LessThan, 0, 1, 2)).HasCovers);
    }

    [Fact]
    public void Build_DeepChain_HasABound()
    {
        static DecisionTree Chain(int depth)
        {
            var tree = new DecisionTreeBuilder(2 * depth + 1);
            for (int i = 0; i < depth; i++)
            {
                tree.Split(2 * i, 0, SplitComparison.LessThan, i, 2 * i + 1, 2 * i + 2);
                tree.Leaf(2 * i + 1, i);
            }

            tree.Leaf(2 * depth, depth);
            return tree.Build();
        }

        Assert.Equal(DecisionTreeBuilder.MaxDepth, Chain(DecisionTreeBuilder.MaxDepth).Depth);
        Assert.Throws<ArgumentException>(() => Chain(DecisionTreeBuilder.MaxDepth + 1));
        Assert.Throws<ArgumentException>(() => Chain(100_000));
    }

    [Fact]
    public void Builder_NotATree_Throws()
    {
        static void Refused(int nodes, Action<DecisionTreeBuilder> build) => Assert.Throws<ArgumentException>(() =>
        {
            var tree = new DecisionTreeBuilder(nodes);
            build(tree);
            tree.Build();
        });
        static void RefusedSplit(int left, int right) => Refused(3, tree =>
        {
            tree.Split(0, 0, SplitComparison.LessThan, 0, left, right);
            tree.Leaf(1, 0);
            tree.Leaf(2, 0);
        });

        Refused(0, _ => { });
        Refused(-1, _ => { });
        Refused(1, _ => { });
        Assert.Throws<ArgumentException>(() => new DecisionTreeBuilder(1, -1));
        RefusedSplit(0, 1);
        RefusedSplit(1, 1);
        RefusedSplit(1, 3);
        RefusedSplit(1, -1);
        RefusedSplit(1, int.MinValue);
        Refused(1, tree => tree.Leaf(1, 0));
        Refused(1, tree => tree.Leaf(-1, 0));
        Refused(1, tree => tree.Leaf(0, double.NaN));
        Refused(1, tree => tree.Leaf(0, double.PositiveInfinity));
        Refused(1, tree => tree.Leaf(0, 0, -1));
        Refused(1, tree => tree.Split(0, -1, SplitComparison.LessThan, 0, 1, 2));
        Refused(1, tree => tree.Split(0, 0, SplitComparison.LessThan, double.NaN, 1, 2));
        Refused(1, tree => tree.Split(0, 0, (SplitComparison)9, 0, 1, 2));
        Refused(1, tree => tree.Split(0, 0, SplitComparison.Equal, 0, 1, 2, missing: MissingValues.NaNAndZero));
        Refused(1, tree => tree.SplitCategories(0, 0, [-1], 1, 2));
        Refused(1, tree => tree.SplitCategories(0, 0, [1 << 24], 1, 2));
    }
}
