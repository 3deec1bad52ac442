using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CteFast.Repository.Tests;

/// <summary>Package versions stand in one file, and each is exact.</summary>
public sealed partial class VersionTests
{
    [Fact]
    public void Projects_PackageReferences_HaveNoVersion()
        => Rule.Holds("Versions stand in Directory.Packages.props, not in projects:",
            from project in SourceTree.Projects()
            from reference in XDocument.Parse(project.Text).Descendants("PackageReference")
            where reference.Attributes().Select(attribute => attribute.Name.LocalName)
                .Concat(reference.Elements().Select(element => element.Name.LocalName))
                .Any(name => name is "Version" or "VersionOverride")
            select $"{project.Path}: {(string?)reference.Attribute("Include")}");

    [Fact]
    public void CentralPins_Versions_AreExact()
        => Rule.Holds("A pin is exact, as in [1.2.3]:",
            from pin in XDocument.Parse(SourceTree.Read("Directory.Packages.props")).Descendants("PackageVersion")
            let version = (string?)pin.Attribute("Version") ?? ""
            where !ExactVersion().IsMatch(version)
            select $"{(string?)pin.Attribute("Include")}: {version}");

    [GeneratedRegex(@"^\[[0-9]+(\.[0-9]+)+(-[0-9A-Za-z.-]+)?\]$")]
    private static partial Regex ExactVersion();
}
