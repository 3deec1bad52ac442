using CteFast.Explain.Models.Linear;
using CteFast.Explain.Models.Trees;

namespace CteFast.Explain.Models.Reading.Xgboost;

/// <summary>Reads what XGBoost's <c>save_model</c> writes, JSON or UBJSON, versions 1.0 to 3.4.</summary>
/// <remarks>
/// Objectives: all that those versions have, <c>multi:softmax</c> as class probabilities. Boosters: <c>gbtree</c>, and <c>dart</c> with its
/// tree weights; a tree with a vector in each leaf becomes a tree for each output. Trees after the best iteration of early stopping are left
/// out, as in the library's own predictions (<see cref="TreeEnsemble.Info"/> says so). <c>gblinear</c> has no trees: <see cref="ModelReader"/> reads it as a <see cref="LinearModel"/>. Base scores are taken into margins as XGBoost does (<see cref="XgboostObjective"/>); sums are in single precision, as there.
/// <para>The file is read in a stream, of any length: beside the trees, a buffer and one tree's arrays are held. Counts the file declares are compared with
/// what it holds, never allocated.</para>
/// </remarks>
public static class XgboostReader
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
        return ValueReader.Read(source, Read);
    }

    /// <summary>Reads a stream, which need not be seekable, to its end.</summary>
    /// <param name="stream">The model's JSON or UBJSON.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ModelFormatException">The contents cannot be used.</exception>
    public static TreeEnsemble Read(Stream stream, string name) => ValueReader.Read(new ByteSource(stream, name), Read);

    /// <summary>Reads a model in memory.</summary>
    /// <param name="utf8">The model's JSON or UBJSON.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ModelFormatException">The contents cannot be used.</exception>
    public static TreeEnsemble Read(ReadOnlyMemory<byte> utf8, string name) => ValueReader.Read(ByteSource.Of(utf8, name), Read);

    private static TreeEnsemble Read(ValueReader file)
    {
        var members = new XgboostFile(file);
        file.Members(name => members.Read(name));
        return members.BuildEnsemble();
    }
}
