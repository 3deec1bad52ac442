using CteFast.Generators.Infrastructure;

namespace CteFast.Generators.Dense;

/// <summary>Writes the other half of a class with <c>[DenseNetwork]</c>: the network, and the loops of its layers.</summary>
internal static class DenseNetworkEmitter
{
    private const string Models = "global::CteFast.Attribution.Models.", Loops = "global::CteFast.Attribution.Loops.ILayerLoops";
    private static readonly string[] Types = ["float", "double"];

    public static string HintName(DenseNetworkSpec spec) => GeneratedFile.HintName(spec.Namespace, spec.Name);

    public static string Emit(DenseNetworkSpec spec)
    {
        var w = new SourceWriter();
        GeneratedFile.Begin(w, spec.Namespace, "System.Runtime.CompilerServices", "System.Runtime.InteropServices", "System.Runtime.Intrinsics");
        w.Open($"partial class {GeneratedFile.Identifier(spec.Name)}");
        w.Line($"/// <summary>{string.Join("-", spec.Widths)}, {spec.Activation}, {spec.Loss}, with loops made for its layers.</summary>");
        w.Line($"public static {Models}DenseNetwork Network => Compiled.Network;");
        w.Line();
        w.Open("private static class Compiled");
        w.Line($"public static readonly {Models}DenseNetwork Network = new {Models}DenseNetwork(new int[] {{ {string.Join(", ", spec.Widths)} }},");
        w.Line($"    {Models}Activation.{spec.Activation}, {Models}Loss.{spec.Loss},");
        w.Line($"    new {Loops}<float>?[] {{ {string.Join(", ", spec.Layers.Select(layer => Made(layer, "float")))} }},");
        w.Line($"    new {Loops}<double>?[] {{ {string.Join(", ", spec.Layers.Select(layer => Made(layer, "double")))} }});");
        w.Line();
        LayerSpec[] layers = [.. spec.Layers.Where(layer => layer.IsCompiled).Distinct()];
        if (layers.Length > 0) EmitChecks(w);
        foreach (string type in Types)
        {
            foreach (LayerSpec layer in layers) LayerLoopsEmitter.Emit(w, layer, type);
            if (layers.Length == 0) continue;
            w.Open($"private static class {LayerLoopsEmitter.Products(type)}");
            w.Line("private const int Store = 0, Square = 1, AddSquare = 2;");
            w.Line();
            ProductEmitter[] products = [.. layers.SelectMany(LayerLoopsEmitter.Shapes).Distinct().Select(shape => new ProductEmitter(shape, type))];
            foreach (ProductEmitter product in products) product.Emit(w);
            foreach (LayerSpec layer in layers) FilterEmitter.Emit(w, layer, type);
            foreach (Tile tile in products.SelectMany(product => product.Tiles).Distinct()) TileEmitter.Emit(w, tile);
            w.Close();
            w.Line();
        }

        w.Close();
        w.Close();
        return w.ToString();
    }

    private static string Made(LayerSpec layer, string type) => layer.IsCompiled ? $"new {LayerLoopsEmitter.Name(layer, type)}()" : "null";

    private static void EmitChecks(SourceWriter w)
    {
        w.Line($"private const int MostRows = {Loops}<float>.MostRows;");
        w.Line();
        w.Open("private static void Check(int length, long expected, string name)");
        w.Line("if (length != expected) throw new ArgumentException($\"There are {length} numbers, not {expected}.\", name);");
        w.Close();
        w.Line();
        w.Open("private static int Count(int length, int size, string name)");
        w.Line("return length % size == 0 ? length / size : throw new ArgumentException($\"{length} numbers are no multiple of {size}.\", name);");
        w.Close();
        w.Line();
        w.Open("private static int RowCount(int length, int size, string name)");
        w.Line("int count = Count(length, size, name);");
        w.Line("return count <= MostRows ? count : throw new ArgumentException($\"{count} rows are more than {MostRows}.\", name);");
        w.Close();
        w.Line();
    }
}
