using System.Reflection;
using Microsoft.CodeAnalysis;

namespace CteFast.Generators.Tests.Kernels;

/// <summary>What passes through the cache holds no symbol or syntax: either would keep a whole compilation alive.</summary>
public sealed class SpecTests
{
    private static readonly Type[] Forbidden =
        [typeof(ISymbol), typeof(SyntaxNode), typeof(SyntaxTree), typeof(Compilation), typeof(SemanticModel), typeof(Location), typeof(AttributeData)];

    [Fact]
    public void TrackedSteps_KernelsAndProblems_HoldNoSymbols()
    {
        GeneratorRun run = GeneratorRun.Of(Sources.Gaussian, Sources.Triangle, Sources.Kernel("while (true) { }"));
        Assert.Equal(2, run.Result.TrackedSteps[KernelGenerator.SpecStep].Length);
        object[] values = [.. run.Result.TrackedSteps.Values.SelectMany(steps => steps).SelectMany(step => step.Outputs).Select(output => output.Value)
            .Where(value => value.GetType().Assembly == typeof(KernelGenerator).Assembly)];

        // Three results of the parser, two of them specs, one a diagnostic.
        Assert.Equal(3, values.Where(value => value.GetType().Name == "KernelResult").Distinct().Count());
        Assert.Equal(2, values.Where(value => value.GetType().Name == "KernelSpec").Distinct().Count());
        Assert.Empty(values.SelectMany(value => Found(value, value.GetType().Name)));
    }

    [Fact]
    public void Walk_SymbolDeepInside_IsFound()
    {
        Compilation compilation = GeneratorRun.Of(Sources.Gaussian).Output;
        Assert.Equal("ValueTuple`2.Item2[0]", Assert.Single(Found((1, new object[] { compilation.GlobalNamespace }), "ValueTuple`2")));
        Assert.Single(Found(new List<object> { compilation.SyntaxTrees.First().GetRoot() }, "List").Distinct());
    }

    private static IEnumerable<string> Found(object value, string path, HashSet<object>? seen = null)
    {
        seen ??= new(ReferenceEqualityComparer.Instance);
        Type type = value.GetType();
        if (Forbidden.Any(f => f.IsAssignableFrom(type))) return [path];
        if (value is string || type.IsPrimitive || type.IsEnum || value is Type) return [];
        if (!type.IsValueType && !seen.Add(value)) return [];
        IEnumerable<string> found = [];
        if (value is Array array)
            return found.Concat(array.Cast<object?>().SelectMany((item, i) => item is null ? [] : Found(item, $"{path}[{i}]", seen))).ToArray();

        for (Type? level = type; level is not null; level = level.BaseType)
        {
            foreach (FieldInfo field in level.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (field.GetValue(value) is { } inner) found = found.Concat(Found(inner, $"{path}.{field.Name}", seen)).ToArray();
            }
        }

        return found;
    }
}
