using System.IO.Compression;
using System.Reflection.Metadata;
using System.Text;
using System.Xml.Linq;

/// <summary>Everything that a package is to bring along is in it.</summary>
internal static class PackageContents
{
    private static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");     // of the portable PDB's custom debug information

    /// <summary>Looks into all packages of a folder.</summary>
    public static string Run(string feed, string version)
    {
        string[] libraries = ["CteFast", "CteFast.Explain", "CteFast.MLNet", "CteFast.OnnxRuntime", "CteFast.Tables", "CteFast.Attribution"];
        foreach (string library in libraries)
            Look(feed, library, version, [$"lib/net10.0/{library}.dll", $"lib/net10.0/{library}.xml"], [$"lib/net10.0/{library}.pdb"]);

        Look(feed, "CteFast.Tool", version, ["tools/net10.0/any/CteFast.Cli.dll", "tools/net10.0/any/DotnetToolSettings.xml"], ["tools/net10.0/any/CteFast.Cli.pdb"]);
        using ZipArchive core = Open(feed, $"CteFast.{version}.nupkg");
        Check.Holds(core.GetEntry("analyzers/dotnet/cs/CteFast.Generators.dll") is not null, "CteFast does not bring its generator along");
        return $"{libraries.Length + 1} packages with symbols, sources by their repository, README and icon";
    }

    private static void Look(string feed, string id, string version, string[] files, string[] symbols)
    {
        using ZipArchive package = Open(feed, $"{id}.{version}.nupkg");
        using ZipArchive symbolPackage = Open(feed, $"{id}.{version}.snupkg");
        foreach (string file in (string[])[.. files, "README.md", "icon.png"])
            Check.Holds(package.GetEntry(file)?.Length > 0, $"{id} has no {file}");

        using Stream stream = package.GetEntry($"{id}.nuspec")!.Open();
        XElement metadata = XDocument.Load(stream).Root!.Elements().Single();
        Dictionary<string, XElement> elements = metadata.Elements().ToDictionary(element => element.Name.LocalName);
        foreach ((string name, string value) in new[] { ("id", id), ("version", version), ("readme", "README.md"), ("icon", "icon.png"), ("license", "MIT") })
            Check.Holds(elements.TryGetValue(name, out XElement? element) && element.Value == value, $"{id}: its {name} is not {value}");
        Check.Holds(elements["description"].Value.Length > 20, $"{id} has no description");
        Check.Holds(elements["repository"] is var repository && repository.Attribute("url") is not null && repository.Attribute("commit")?.Value.Length == 40,
            $"{id} does not say which commit of which repository it was built from");

        foreach (string symbol in symbols)
        {
            string sources = Sources(symbolPackage.GetEntry(symbol) ?? throw new InvalidOperationException($"the symbols of {id} have no {symbol}"));
            Check.Holds(sources.Contains($"/{repository.Attribute("commit")!.Value}/", StringComparison.Ordinal), $"{id}: {symbol} does not say where its sources are: {sources}");
        }
    }

    /// <summary>Where a debugger finds the sources: the map that SourceLink put into a PDB; empty without one.</summary>
    private static string Sources(ZipArchiveEntry pdb)
    {
        MemoryStream copy = new();
        using (Stream stream = pdb.Open()) stream.CopyTo(copy);
        copy.Position = 0;
        using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(copy);
        MetadataReader reader = provider.GetMetadataReader();
        return string.Concat(from handle in reader.CustomDebugInformation
                             let information = reader.GetCustomDebugInformation(handle)
                             where reader.GetGuid(information.Kind) == SourceLink
                             select Encoding.UTF8.GetString(reader.GetBlobBytes(information.Value)));
    }

    private static ZipArchive Open(string feed, string name)
        => ZipFile.OpenRead(Path.Combine(feed, name) is var path && File.Exists(path) ? path : throw new InvalidOperationException($"there is no {name}"));
}
