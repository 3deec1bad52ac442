using CteFast.Generators.Infrastructure;

namespace CteFast.Generators.Dense;

/// <summary>Emits a class that implements the loops of one layer: it checks lengths and calls the products.</summary>
internal static class LayerLoopsEmitter
{
    private const string Loops = "global::CteFast.Attribution.Loops.ILayerLoops";

    public static string Name(LayerSpec layer, string type) => $"Layer{layer.Inputs}x{layer.Outputs}{Suffix(type)}";

    /// <summary>The class that the products of a type stand in.</summary>
    public static string Products(string type) => Suffix(type) + "Products";

    /// <summary>The products of a layer.</summary>
    public static IEnumerable<ProductShape> Shapes(LayerSpec layer) =>
    [
        RotateRight(layer), RotateLeft(layer), SquareInputs(layer), SquareOutputs(layer), ProductShape.OverRows(layer.Outputs, layer.Columns),
        ProductShape.OverRows(layer.Columns, layer.Columns), ProductShape.OverRows(layer.Outputs, layer.Outputs),
    ];

    private static ProductShape RotateRight(LayerSpec layer) => ProductShape.Rotation(layer.Columns);

    private static ProductShape RotateLeft(LayerSpec layer) => ProductShape.LeftRotation(layer.Outputs, layer.Columns);

    private static ProductShape SquareInputs(LayerSpec layer) => ProductShape.Rotation(layer.Columns, ProductEnd.Square);

    private static ProductShape SquareOutputs(LayerSpec layer) => ProductShape.Rotation(layer.Outputs, ProductEnd.AddSquare);

    public static void Emit(SourceWriter w, LayerSpec layer, string type)
    {
        int o = layer.Outputs, c = layer.Columns;
        string products = Products(type);
        w.Open($"private sealed class {Name(layer, type)} : {Loops}<{type}>");
        w.Line($"public int Inputs => {layer.Inputs};");
        w.Line();
        w.Line($"public int Outputs => {o};");
        w.Line();
        w.Open($"public void Rotate(ReadOnlySpan<{type}> left, ReadOnlySpan<{type}> right, Span<{type}> values, Span<{type}> scratch)");
        w.Line($"int count = Count(values.Length, {o * c}, nameof(values));");
        w.Line($"Check(left.Length, {o * o}, nameof(left));");
        w.Line($"Check(right.Length, {c * c}, nameof(right));");
        w.Line("if (scratch.Length < values.Length) Check(scratch.Length, values.Length, nameof(scratch));");
        w.Line($"ref {type} v = ref {Start("values")}, s = ref {Start("scratch")}, l = ref {Start("left")};");
        w.Line($"{products}.{RotateRight(layer).Name}(ref v, ref {Start("right")}, {c}, ref s, {c}, count * {o});");
        w.Line("for (int q = 0; q < count; q++)");
        w.Line($"    {products}.{RotateLeft(layer).Name}(ref l, ref Unsafe.Add(ref s, q * {c}), (nint)count * {c}, ref Unsafe.Add(ref v, q * {c}), (nint)count * {c});");
        w.Close();
        w.Line();
        w.Open($"public void Filter(ReadOnlySpan<{type}> filter, ReadOnlySpan<{type}> values, Span<{type}> destination)");
        w.Line($"int count = Count(values.Length, {o * c}, nameof(values));");
        w.Line($"Check(filter.Length, {o * c}, nameof(filter));");
        w.Line("Check(destination.Length, values.Length, nameof(destination));");
        w.Line($"{products}.{FilterEmitter.Name(layer)}(ref {Start("filter")}, ref {Start("values")}, ref {Start("destination")}, count);");
        w.Close();
        w.Line();
        EmitSquares(w, type, "SquareInputs", SquareInputs(layer), c);
        EmitSquares(w, type, "AddSquaredOutputs", SquareOutputs(layer), o);
        w.Open($"public void Multiply(ReadOnlySpan<{type}> outputs, ReadOnlySpan<{type}> inputs, Span<{type}> destination)");
        w.Line($"int count = RowCount(outputs.Length, {o}, nameof(outputs));");
        w.Line($"Check(inputs.Length, count * {c}L, nameof(inputs));");
        w.Line($"Check(destination.Length, {o * c}, nameof(destination));");
        w.Line($"{products}.{ProductShape.OverRows(o, c).Name}(ref {Start("outputs")}, ref {Start("inputs")}, ref {Start("destination")}, count);");
        w.Close();
        w.Line();
        EmitMoment(w, type, "MultiplyInputs", c);
        EmitMoment(w, type, "MultiplyOutputs", o);
        w.Close();
        w.Line();
    }

    private static void EmitSquares(SourceWriter w, string type, string name, ProductShape shape, int width)
    {
        w.Open($"public void {name}(ReadOnlySpan<{type}> rows, ReadOnlySpan<{type}> basis, Span<{type}> destination)");
        w.Line($"int count = Count(rows.Length, {width}, nameof(rows));");
        w.Line($"Check(basis.Length, {width * width}, nameof(basis));");
        w.Line("Check(destination.Length, rows.Length, nameof(destination));");
        w.Line($"{Products(type)}.{shape.Name}(ref {Start("rows")}, ref {Start("basis")}, {width}, ref {Start("destination")}, {width}, count);");
        w.Close();
        w.Line();
    }

    private static void EmitMoment(SourceWriter w, string type, string name, int width)
    {
        w.Open($"public void {name}(ReadOnlySpan<{type}> rows, Span<{type}> destination)");
        w.Line($"int count = RowCount(rows.Length, {width}, nameof(rows));");
        w.Line($"Check(destination.Length, {width * width}, nameof(destination));");
        w.Line($"{Products(type)}.{ProductShape.OverRows(width, width).Name}(ref {Start("rows")}, ref {Start("rows")}, ref {Start("destination")}, count);");
        w.Close();
        w.Line();
    }

    private static string Start(string span) => $"MemoryMarshal.GetReference({span})";

    private static string Suffix(string type) => type == "float" ? "Single" : "Double";
}
