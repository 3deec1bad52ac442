using System.Collections.Concurrent;
using CteFast.Data;
using CteFast.Explain.Models;
using CteFast.MLNet.Columns;
using CteFast.MLNet.Rows;
using Microsoft.ML;

namespace CteFast.MLNet;

/// <summary>A fitted ML.NET pipeline as a model of the raw columns of its table.</summary>
/// <remarks>
/// <para>
/// Numbers are features as they are, bool is 0 or 1, texts and keys are levels: a row holds their codes (<see cref="Schema"/>), for texts in ordinal order.
/// NaN is a missing number, the empty text, or the missing key. The pipeline sees every text as it stands in the data, whether it was trained with it or not;
/// a code that is no level, and a text that <see cref="Create"/> has not seen, is refused by name.
/// Columns that the prediction does not depend on, such as label, weight and group, are left out (<see cref="LeftOut"/>).
/// </para>
/// <para>
/// Where the trainer is FastTree, FastForest or LightGBM, and each of the columns it was given comes from a single column of the table, the trees are made to ask
/// that column directly. <see cref="Create"/> then gives an <see cref="MLNetTreeModel"/>, whose Shapley values are exact and belong to the raw columns.
/// Else <see cref="ModelInfo.Notes"/> of <see cref="Info"/> say what stood in the way, and the values are estimated.
/// </para>
/// <para>
/// Any number of threads may predict at the same time, and a row gets the same bits whatever stands beside it. The pipeline runs row by row in mappers
/// that are kept and used again (<c>ITransformer.GetRowToRowMapper</c>). Measured in batches of 1,024 rows, that is as fast as the transform of a whole
/// table, and up to several times as fast as a transform for every batch, since nothing has to be set up anew.
/// </para>
/// <para>
/// ML.NET's own <c>PredictionEngine</c> is for one thread: shared by two, it is wrong without a word. Do not put one behind a <see cref="DelegateModel"/>; use this class.
/// </para>
/// <para>ML.NET makes code at run time: this does not work in programs that are trimmed or compiled ahead of time.</para>
/// </remarks>
public class MLNetModel : IModel
{
    private readonly ConcurrentBag<MappedRow> _rows = [];
    private readonly Pipeline _pipeline;
    private readonly string[] _featureNames;

    internal MLNetModel(Pipeline pipeline, ModelInfo info)
    {
        _pipeline = pipeline;
        _featureNames = [.. Schema.Select(feature => feature.Name)];
        Info = info;
    }

    /// <inheritdoc/>
    public int FeatureCount => _pipeline.Columns.FeatureCount;

    /// <inheritdoc/>
    public int OutputCount => _pipeline.OutputNames.Length;

    /// <summary>The columns' names; of a vector's slots <c>column.slot</c>, or <c>column[i]</c> where slots have no names.</summary>
    public IReadOnlyList<string> FeatureNames => _featureNames;

    /// <summary>The features: numbers; no and yes; texts and keys as levels. A vector is a group where <see cref="MLNetOptions.Vectors"/> makes it one feature.</summary>
    public FeatureSchema Schema => _pipeline.Columns.Features;

    /// <summary>The outputs' names: the classes of a multiclass model, else the name of the column.</summary>
    public IReadOnlyList<string> OutputNames => _pipeline.OutputNames;

    /// <inheritdoc/>
    public virtual OutputKind OutputKind => _pipeline.OutputKind;

    /// <summary>The columns of the table that are no features, since the prediction does not depend on them.</summary>
    public IReadOnlyList<string> LeftOut => _pipeline.LeftOut;

    /// <summary>What is known of the model, and what was assumed.</summary>
    public ModelInfo Info { get; }

    /// <summary>Takes a pipeline as a model, an <see cref="MLNetTreeModel"/> where its trees can be had.</summary>
    /// <param name="context">The context; it takes the first rows of the data, on which what is made here is compared with what the pipeline says.</param>
    /// <param name="transformer">The fitted pipeline, of transformers that work row by row.</param>
    /// <param name="data">The table before the pipeline, with all columns it was fitted to. Its texts become the levels; give all the data that will be explained.</param>
    /// <param name="options">What is predicted, and of which columns.</param>
    /// <exception cref="ArgumentException">
    /// The pipeline does not work row by row, does not give what is asked for, needs a column that is no feature, or the table has no rows.
    /// </exception>
    public static MLNetModel Create(MLContext context, ITransformer transformer, IDataView data, MLNetOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(transformer);
        ArgumentNullException.ThrowIfNull(data);
        options.Check();
        return PipelineReader.Read(context, transformer, data, options);
    }

    /// <summary>Turns a table of ML.NET into one of features, for explainers: <c>Explainer.Create(model, model.ToTable(data), options)</c>.</summary>
    /// <param name="data">A table with the columns that are features; others are passed over.</param>
    /// <exception cref="ArgumentException">A column is not there or of another type, a text is no level, or a number is infinite.</exception>
    public FeatureTable ToTable(IDataView data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new FeatureTable(Schema, _pipeline.Columns.Read(data));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The spans do not fit the model, or a value is none that its column can have.</exception>
    public virtual void Predict(ReadOnlySpan<float> rows, Span<float> outputs)
    {
        int n = ModelBatch.RowCount(this, rows, outputs);
        // A row whose mapping failed is not used again.
        if (!_rows.TryTake(out MappedRow? row)) row = _pipeline.NewRow();
        for (int i = 0; i < n; i++) row.Map(rows.Slice(i * FeatureCount, FeatureCount), outputs.Slice(i * OutputCount, OutputCount));
        _rows.Add(row);
    }

    private protected void CheckValues(ReadOnlySpan<float> rows)
    {
        for (int start = 0; start < rows.Length; start += FeatureCount)
        {
            foreach (RawColumn column in _pipeline.Columns.All) column.Check(rows.Slice(start + column.First, column.Count));
        }
    }
}
