using CteFast.Explain.Asking;
using CteFast.Explain.Models;
using CteFast.Explain.Tests.Fixtures;

namespace CteFast.Explain.Tests.Asking;

public sealed class BatchRunnerTests
{
    private static readonly DelegateModel Model = MadeModel.Of(2, x => 3 * x[0] + x[1], x => x[1]);

    /// <summary>The rows (0, −0), (1, −1), …, and what was received for each.</summary>
    private struct CountedRows(int count, double[] received) : IRowSource
    {
        private int _next;
        private int _taken;

        public bool Next(int place, ReadOnlySpan<float> previous, Span<float> row)
        {
            if (_next == count) return false;
            if (_next > 0) Assert.Equal(_next - 1, previous[0]);
            (row[0], row[1]) = (_next, -_next);
            _next++;
            return true;
        }

        public void Take(int place, ReadOnlySpan<float> outputs) => received[_taken++] = outputs[0];
    }

    [Theory]
    [InlineData(1, 1, 1000)]
    [InlineData(7, 1, 143)]
    [InlineData(250, 1, 4)]
    [InlineData(1000, 1, 1)]
    [InlineData(1000, 3, 3)]
    [InlineData(100, 4, 10)]
    public void Run_AnyBatchAndThreads_TakesEveryRowInOrder(int batch, int threads, int calls)
    {
        double[] received = new double[1000];
        var runner = BatchRunner.For(Model, received.Length, batch, threads);
        var source = new CountedRows(received.Length, received);
        Assert.True(runner.Run(ref source, default));
        Assert.Equal(Enumerable.Range(0, received.Length).Select(i => 2.0 * i), received);
        Assert.Equal((1000L, (long)calls), (runner.Rows, runner.Calls));
    }

    [Fact]
    public void Run_SameRunnerAgain_AllocatesNothing()
    {
        var runner = new BatchRunner(new Doubling(), 64);
        double[] received = new double[200];
        long Allocated()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            runner.Start(null);
            var source = new SilentRows(received);
            runner.Run(ref source, default);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Allocated();
        Assert.Equal(0, Allocated());
        Assert.Equal(199 * 2.0, received[^1]);
    }

    [Fact]
    public void PredictAll_NaN_NamesTheGivenIndex()
    {
        DelegateModel model = MadeModel.Of(2, x => x[0] == 5 ? float.NaN : x[0]);
        var runner = new BatchRunner(model, 2);
        string Message(int[] indices) => Assert.Throws<InvalidOperationException>(() => runner.PredictAll([1, 1, 2, 1, 3, 1, 5, 1], new double[4], indices, default)).Message;
        Assert.Contains("NaN, or left the output out, for row 3 (output 0)", Message([]), StringComparison.Ordinal);
        Assert.Contains("for row 90 ", Message([7, 8, 12, 90]), StringComparison.Ordinal);
        Assert.Contains("feature x0 is 3 instead of 5", Message([]), StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_InfinityFromTwoFeatures_NamesNone()
    {
        DelegateModel model = MadeModel.Of(2, x => x[0] > 0 || x[1] > 0 ? float.PositiveInfinity : 0);
        var runner = new BatchRunner(model, 4);
        string message = Assert.Throws<InvalidOperationException>(() => runner.Predict([1, 1], new double[1], default, finiteRow: [-1, -1])).Message;
        Assert.Contains("Infinity", message, StringComparison.Ordinal);
        Assert.Contains("for the row explained (output 0)", message, StringComparison.Ordinal);
        Assert.DoesNotContain("feature", message, StringComparison.Ordinal);
        Assert.Contains("feature x1 is -1 instead of 1", Assert.Throws<InvalidOperationException>(() => runner.Predict([-2, 1], new double[1], default, finiteRow: [-1, -1])).Message,
            StringComparison.Ordinal);
    }

    /// <summary>A model that spoils its batch only: one row alone is well, and no feature is to blame.</summary>
    [Fact]
    public void PredictAll_NaNInBatchesOnly_SaysThatRowsDependOnEachOther()
    {
        var model = new DelegateModel(1, 1, (rows, outputs) => outputs.Fill(rows.Length > 1 ? float.NaN : 1));
        string message = Assert.Throws<InvalidOperationException>(() => new BatchRunner(model, 4).PredictAll([1, 2], new double[2], [], default)).Message;
        Assert.Contains("depend on the rows beside it", message, StringComparison.Ordinal);
        Assert.DoesNotContain("feature", message, StringComparison.Ordinal);
    }

    private sealed class Doubling : IModel
    {
        public int FeatureCount => 1;

        public int OutputCount => 1;

        public void Predict(ReadOnlySpan<float> rows, Span<float> outputs)
        {
            for (int i = 0; i < rows.Length; i++) outputs[i] = 2 * rows[i];
        }
    }

    private struct SilentRows(double[] received) : IRowSource
    {
        private int _next;
        private int _taken;

        public bool Next(int place, ReadOnlySpan<float> previous, Span<float> row)
        {
            if (_next == received.Length) return false;
            row[0] = _next++;
            return true;
        }

        public void Take(int place, ReadOnlySpan<float> outputs) => received[_taken++] = outputs[0];
    }
}
