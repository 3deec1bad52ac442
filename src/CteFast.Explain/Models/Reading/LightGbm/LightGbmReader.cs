using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Models.Reading.LightGbm;

/// <summary>Reads what LightGBM's <c>save_model("name.txt")</c> writes, versions v2 to v4, by its documented text format.</summary>
/// <remarks>
/// Objectives: all that LightGBM has, and models without one. Splits by threshold with every kind of missing values, splits by
/// category; forests (<c>average_output</c>) and several trees an iteration. Trees with linear leaves are read; the levels that pandas' categories have are in
/// <see cref="TreeEnsemble.FeatureLevels"/>. LightGBM compares in double precision: each threshold is rounded to the nearest float, which
/// is right for all rows that were decimal numbers, and <see cref="TreeEnsemble.InDouble"/> is exact for all rows in double precision. All trees are used, those after the best iteration of early stopping too. Sums are in double precision, as there. The margin of a forest is the average of its
/// trees, where LightGBM's raw score is their sum; predictions are the same.
/// <para>
/// Covers are the counts of training rows. The file is read in a stream, of any length: beside the trees, a buffer and the lines of one tree are held.
/// Source: <see href="https://github.com/microsoft/LightGBM/blob/master/src/io/tree.cpp">tree.cpp</see> and gbdt_model_text.cpp.
/// </para>
/// </remarks>
public static class LightGbmReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; its name leads every error message.</param>
    /// <returns>The ensemble, giving margins; see <see cref="TreeEnsemble.WithOutput"/>.</returns>
    /// <exception cref="ModelFormatException">The file's contents cannot be used.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static TreeEnsemble ReadFile(string path)
    {
        using ByteSource source = ByteSource.Open(path);
        return Read(source);
    }

    /// <summary>Reads a stream, which need not be seekable, to its end.</summary>
    /// <param name="stream">The model's text.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ModelFormatException">The contents cannot be used.</exception>
    public static TreeEnsemble Read(Stream stream, string name) => Read(new ByteSource(stream, name));

    /// <summary>Reads a model in memory.</summary>
    /// <param name="utf8">The model's text.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ModelFormatException">The contents cannot be used.</exception>
    public static TreeEnsemble Read(ReadOnlyMemory<byte> utf8, string name) => Read(ByteSource.Of(utf8, name));

    internal static TreeEnsemble Read(ByteSource source) => new(LightGbmFile.Read(source));
}
