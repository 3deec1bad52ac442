using CteFast.Generators.Infrastructure;

namespace CteFast.Generators.Kernels;

/// <summary>
/// Emits a loop over the kernel of rows against blocks of points, for one type and width. Points lie in the lanes of a vector and features
/// are walked in order, so every pair is computed by the same operations whatever the width. What becomes of the values is the heirs'.
/// </summary>
internal abstract partial class PairLoopEmitter(KernelSpec spec, Lane lane)
{
    /// <summary>The parameters of a loop over several rows, the first of which is a reference.</summary>
    public const string Rows = "rows, int rowCount";

    /// <summary>The sums whose profiles are computed side by side.</summary>
    private const int Interleaved = 4;

    /// <summary>A vector of kernel values of a tile.</summary>
    /// <param name="Row">The row within the tile.</param>
    /// <param name="Column">The vector within the row.</param>
    protected readonly record struct Value(int Row, int Column)
    {
        /// <summary>The suffix of its names: the sum of the terms is <c>s…</c>, the value <c>r…</c>.</summary>
        public string Name => $"{Row}_{Column}";
    }

    /// <summary>Where the vectors of a tile lie.</summary>
    /// <param name="Sources">A vector's feature at distance j.</param>
    /// <param name="Points">A vector's first point.</param>
    /// <param name="Lanes">The same within its block.</param>
    /// <param name="Blocks">Its block.</param>
    protected readonly record struct Columns(string[] Sources, string[] Points, string[] Lanes, string[] Blocks);

    protected KernelSpec Spec { get; } = spec;

    protected Lane Lane { get; } = lane;

    /// <summary>Whether the profile is so long that, written out for every sum of a tile, it would have more values at a time than there are registers.</summary>
    protected bool HasLongProfile => KernelEmitter.Uses(Spec.Profile, "Log");

    /// <summary>The method's name, to which the width and for its parts the rows are added.</summary>
    protected abstract string Name { get; }

    /// <summary>The places that the values go to, as parameters.</summary>
    protected abstract string TargetParameters { get; }

    /// <summary>The same as arguments, from a row on.</summary>
    protected abstract string TargetArguments { get; }

    /// <summary>Whether the loop takes one row alone.</summary>
    protected virtual bool IsOfOneRow => false;

    /// <summary>Emits the loop: tiles of several rows, then row by row. A long profile is not for a tile: its values are stored and read again.</summary>
    public virtual void Emit(SourceWriter w)
    {
        if (HasLongProfile) EmitStored(w);
        else if (IsOfOneRow) EmitRows(w, 1, dimension: null);
        else EmitTiled(w);
    }

    protected void EmitTiled(SourceWriter w)
    {
        w.Open($"private void {Name}{Lane.Suffix}({Parameters(Rows)})");
        w.Line("int row = 0;");
        if (Spec.Dimensions.Count == 0)
        {
            EmitTileLoop(w, dimension: null);
        }
        else
        {
            w.Open("switch (featureCount)");
            foreach (int dimension in Spec.Dimensions) EmitCase(w, $"case {dimension}:", dimension);
            EmitCase(w, "default:", dimension: null);
            w.Close();
        }

        w.Line("for (; row < rowCount; row++)");
        w.Line("    " + Call(1, dimension: null));
        EmitEnd(w);
        w.Close();
        w.Line();
        EmitRows(w, Lane.TileRows, dimension: null);
        foreach (int dimension in Spec.Dimensions) EmitRows(w, Lane.TileRows, dimension);
        EmitRows(w, 1, dimension: null);
    }

    /// <summary>The vectors of a row of a tile.</summary>
    protected virtual int TileVectors => Lane.TileVectors;

    /// <summary>Emits what is left to do after all rows.</summary>
    protected virtual void EmitEnd(SourceWriter w)
    {
    }

    /// <summary>Emits what is done with the vectors of a tile; vectors of the same row follow each other.</summary>
    protected abstract void EmitValues(SourceWriter w, Columns columns, IReadOnlyList<Value> values);

    /// <summary>Emits what has to be at hand for a tile.</summary>
    protected virtual void EmitTileStart(SourceWriter w, Columns columns)
    {
    }

    /// <summary>Emits what is left to do after a tile.</summary>
    protected virtual void EmitTileEnd(SourceWriter w, Columns columns)
    {
    }

    protected void EmitFields(SourceWriter w)
    {
        foreach (string field in Spec.Fields)
        {
            w.Line($"{Lane.Vector} {FormulaEmitter.Field(field)} = {Lane.Class}.Create({FormulaEmitter.FieldValue(Lane.Type, field)});");
            foreach (string step in StepFormulaEmitter.FieldSteps(Lane, Spec, field)) w.Line(step);
        }
    }

    /// <summary>The parameters of a loop, the first of which points to <paramref name="rows"/>.</summary>
    public static string Parameters(string type, string rows, string target) => $"ref {type} {rows}, ref {type} blocks, int blockCount, int featureCount, {target}";

    protected string Parameters(string rows) => Parameters(Lane.Type, rows, TargetParameters);

    protected string Finish(string sum) => $"Finish({Named(sum)})";

    private string Named(params string[] arguments) => string.Join(", ", arguments.Concat(Spec.Fields.Select(FormulaEmitter.Field)));

    private string PartName(int rows, int? dimension) =>
        $"{Name}{Lane.Suffix}{(IsOfOneRow ? "" : $"x{rows}")}{(dimension is null ? "" : "D" + dimension)}";

    private string Call(int rows, int? dimension) =>
        $"{PartName(rows, dimension)}(ref Unsafe.Add(ref rows, row), ref blocks, blockCount, featureCount, {TargetArguments});";

    private void EmitCase(SourceWriter w, string label, int? dimension)
    {
        w.Line(label);
        EmitTileLoop(w, dimension);
        w.Line("    break;");
    }

    private void EmitTileLoop(SourceWriter w, int? dimension)
    {
        w.Line($"for (; row <= rowCount - {Lane.TileRows}; row += {Lane.TileRows})");
        w.Line("    " + Call(Lane.TileRows, dimension));
    }

    /// <summary>Emits the loop over the points for a number of rows at a time; with a dimension, its trip count is a constant.</summary>
    private void EmitRows(SourceWriter w, int rows, int? dimension)
    {
        // Tier-0 code would run these loops ten times slower and on-stack replacement keeps them so.
        w.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        w.Open($"private void {PartName(rows, dimension)}({Parameters("rows")})");
        EmitFields(w);
        w.Line(dimension is null ? $"nuint features = (nuint)featureCount * {Lane.BlockSize};" : $"const nuint features = {dimension * Lane.BlockSize};");
        w.Line("nuint block = 0;");
        int inBlock = Lane.BlockSize / Lane.Count;
        if (inBlock < TileVectors) EmitBlocks(w, rows, TileVectors / inBlock, inBlock);
        EmitBlocks(w, rows, blocks: 1, Math.Min(TileVectors, inBlock));
        w.Close();
        w.Line();
    }

    /// <summary>Emits the loop over blocks, several at a time, or over the vectors of one block, several at a time.</summary>
    private void EmitBlocks(SourceWriter w, int rows, int blocks, int vectors)
    {
        w.Open(blocks > 1 ? $"for (; block + {blocks} <= (nuint)blockCount; block += {blocks})" : "for (; block < (nuint)blockCount; block++)");
        string lane = "";
        if (vectors * Lane.Count < Lane.BlockSize)
        {
            lane = "lane";
            w.Open($"for (nuint lane = 0; lane < {Lane.BlockSize}; lane += {vectors * Lane.Count})");
        }

        w.Line($"ref {Lane.Type} points = ref Unsafe.Add(ref blocks, block * features{(lane.Length > 0 ? " + lane" : "")});");
        var places = Enumerable.Range(0, blocks * vectors).Select(i => (Block: i / vectors, Lane: i % vectors * Lane.Count)).ToArray();
        EmitTile(w, rows, new Columns(
            [.. places.Select(p => Sum(p.Block switch { 0 => "", 1 => "features", _ => $"{p.Block} * features" }, Offset(p.Lane), "j"))],
            [.. places.Select(p => Sum(p.Block == 0 ? $"block * {Lane.BlockSize}" : $"(block + {p.Block}) * {Lane.BlockSize}", lane, Offset(p.Lane)))],
            [.. places.Select(p => Sum(lane, Offset(p.Lane)))],
            [.. places.Select(p => Sum("block", Offset(p.Block)))]));
        if (lane.Length > 0) w.Close();
        w.Close();
    }

    private static string Offset(int offset) => offset == 0 ? "" : $"{offset}";

    /// <summary>The sum of the terms that are not empty.</summary>
    protected static string Sum(params string[] terms) =>
        string.Join(" + ", terms.Where(term => term.Length > 0).DefaultIfEmpty("0"));

    private void EmitTile(SourceWriter w, int rows, Columns columns)
    {
        int count = columns.Points.Length;
        Value[] values = [.. Enumerable.Range(0, rows * count).Select(i => new Value(i / count, i % count))];
        foreach (Value value in values) w.Line($"var s{value.Name} = {Lane.Vector}.{(Spec.IsProduct ? "One" : "Zero")};");
        w.Open($"for (nuint j = 0; j < features; j += {Lane.BlockSize})");
        for (int c = 0; c < count; c++) w.Line($"var y{c} = {Lane.Class}.LoadUnsafe(ref points, {columns.Sources[c]});");
        for (int r = 0; r < rows; r++)
        {
            w.Line($"{(r == 0 ? "var " : "")}x = {Lane.Class}.Create(Unsafe.Add(ref rows, j{(r == 0 ? "" : $" + {r}")}));");
            for (int c = 0; c < count; c++) w.Line($"s{r}_{c} = Accumulate({Named($"s{r}_{c}", "x", $"y{c}")});");
        }

        w.Close();
        EmitTileStart(w, columns);
        for (int start = 0; start < values.Length; start += Interleaved)
        {
            Value[] some = [.. values.Skip(start).Take(Interleaved)];
            w.Open();
            EmitProfiles(w, some);
            EmitValues(w, columns, some);
            w.Close();
        }

        EmitTileEnd(w, columns);
    }

    private void EmitProfiles(SourceWriter w, Value[] values)
    {
        if (HasLongProfile)
        {
            foreach (Value value in values) w.Line($"var r{value.Name} = s{value.Name};");
            return;
        }

        foreach (string step in new StepFormulaEmitter(Lane, Spec).Steps())
        {
            foreach (Value value in values) w.Line(step.Replace(StepFormulaEmitter.Place, value.Name));
        }
    }
}
