using System.Runtime.InteropServices;

namespace CteFast.Explain.Tests.Models.Reading.LightGbm;

/// <summary>A booster of LightGBM's own library (NuGet package LightGBM, version 4.7.0), by its C interface.</summary>
internal sealed partial class NativeLightGbm : IDisposable
{
    private const string Library = "lib_lightgbm";
    private const int Single = 0, Double = 1, Int = 2;

    private readonly nint _data, _booster;
    private readonly int _features;

    /// <summary>Trains.</summary>
    /// <param name="rows">Row-major rows.</param>
    /// <param name="features">The number of columns.</param>
    /// <param name="labels">A label a row.</param>
    /// <param name="parameters">LightGBM's parameters, with blanks between.</param>
    /// <param name="iterations">The iterations.</param>
    /// <param name="groupSize">The rows of a query, for ranking; 0 for none.</param>
    public NativeLightGbm(double[] rows, int features, float[] labels, string parameters, int iterations, int groupSize = 0)
    {
        _features = features;
        string all = parameters + " verbosity=-1 num_threads=1 deterministic=true seed=1";
        Check(LGBM_DatasetCreateFromMat(rows, Double, labels.Length, features, 1, all, 0, out _data));
        Check(LGBM_DatasetSetField(_data, "label", labels, labels.Length, Single));
        if (groupSize > 0)
            Check(LGBM_DatasetSetField(_data, "group", [.. Enumerable.Repeat(groupSize, labels.Length / groupSize)], labels.Length / groupSize, Int));
        Check(LGBM_BoosterCreate(_data, all, out _booster));
        for (int i = 0; i < iterations; i++)
            Check(LGBM_BoosterUpdateOneIter(_booster, out _));
    }

    /// <summary>The model's file.</summary>
    public byte[] Save()
    {
        Check(LGBM_BoosterSaveModelToString(_booster, 0, -1, 0, 0, out long length, []));
        var text = new byte[length];
        Check(LGBM_BoosterSaveModelToString(_booster, 0, -1, 0, length, out _, text));
        return text[..^1];      // a zero ends it
    }

    /// <summary>Predictions.</summary>
    /// <param name="rows">Row-major rows.</param>
    /// <param name="kind">0 for predictions, 1 for raw scores, 3 for contributions and the base value.</param>
    public double[] Predict(double[] rows, int kind)
    {
        int count = rows.Length / _features;
        var results = new double[count * (_features + 1) * 10];
        Check(LGBM_BoosterPredictForMat(_booster, rows, Double, count, _features, 1, kind, 0, -1, "num_threads=1", out long length, results));
        return results[..(int)length];
    }

    public void Dispose()
    {
        Check(LGBM_BoosterFree(_booster));
        Check(LGBM_DatasetFree(_data));
    }

    private static void Check(int code)
    {
        if (code != 0)
            throw new InvalidOperationException(Marshal.PtrToStringUTF8(LGBM_GetLastError()));
    }

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LGBM_DatasetCreateFromMat(double[] data, int type, int rows, int columns, int isRowMajor, string parameters, nint reference, out nint dataset);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LGBM_DatasetSetField(nint dataset, string name, float[] values, int count, int type);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LGBM_DatasetSetField(nint dataset, string name, int[] values, int count, int type);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LGBM_BoosterCreate(nint dataset, string parameters, out nint booster);

    [LibraryImport(Library)]
    private static partial int LGBM_BoosterUpdateOneIter(nint booster, out int isFinished);

    [LibraryImport(Library)]
    private static partial int LGBM_BoosterSaveModelToString(nint booster, int start, int iterations, int importance, long size, out long length, byte[] text);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LGBM_BoosterPredictForMat(nint booster, double[] rows, int type, int count, int columns, int isRowMajor, int kind, int start, int iterations,
        string parameters, out long length, double[] results);

    [LibraryImport(Library)]
    private static partial int LGBM_BoosterFree(nint booster);

    [LibraryImport(Library)]
    private static partial int LGBM_DatasetFree(nint dataset);

    [LibraryImport(Library)]
    private static partial nint LGBM_GetLastError();
}
