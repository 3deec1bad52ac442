namespace CteFast.Cli.Read;

/// <summary>The check every file named on the command line gets before it is read.</summary>
internal static class InputFile
{
    /// <summary>Throws unless <paramref name="path"/> is a file.</summary>
    public static void Check(string path)
    {
        if (Directory.Exists(path))
            throw new InputException($"{path} is a folder; name a file in it");
        if (!File.Exists(path))
            throw new InputException($"{path} does not exist; check the name and the folder");
    }
}
