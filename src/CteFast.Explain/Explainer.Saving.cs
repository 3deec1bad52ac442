using System.Text.Json;
using CteFast.Data;
using CteFast.Explain.Coalitions;
using CteFast.Explain.Gradients;
using CteFast.Explain.Models;
using CteFast.Explain.Models.Trees;
using CteFast.Explain.Trees;

namespace CteFast.Explain;

public abstract partial class Explainer
{
    /// <summary>Saves the explainer without its model: method, options, seed, background rows with their weights, and the features' names.</summary>
    /// <remarks>
    /// JSON. Loaded with the same model it gives the same bits, on any machine where the model gives the same bits. Predictions of up to 32 rows, for
    /// which the model is asked once, are saved with it: a model that predicts something else on them is refused by <see cref="Load"/>. A checksum tells a file that was edited.
    /// The background's rows are rows of the data: keep the file as you keep these.
    /// </remarks>
    /// <param name="stream">Receives the JSON in UTF-8; left open.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Save(Stream stream)
    {
        if (this is TreeExplainer trees) trees.CheckShapley();
        // A tree explainer needs only the rows of its background, not means and scales.
        Background? measured = this is TreeExplainer ? null : Background;
        var saved = new SavedExplainer
        {
            Format = SavedExplainer.CurrentFormat,
            Method = SavedMethod,
            FeatureCount = Model.FeatureCount,
            OutputCount = Model.OutputCount,
            Schema = FeatureSchemaFile.Save(Schema),
            OutputKind = Model.OutputKind,
            Options = new SavedOptions
            {
                ModelRows = Options.ModelRows,
                Deadline = Options.Deadline,
                Precision = Options.Precision,
                Design = Options.Design,
                Groups = Options.Groups is null ? null : [.. Options.Groups],
                Seed = Options.Seed,
                MaxBatchRows = Options.MaxBatchRows,
                Threads = Options.Threads,
                Steps = Options.Steps,
                MaxTableBytes = (this as TreeExplainer)?.MaxTableBytes,
            },
            InputCount = Quality.InputCount,
            GivenCount = Quality.GivenCount,
            SquaredMmd = Quality.SquaredMmd,
            SquaredMmdUniform = Quality.SquaredMmdUniform,
            Means = measured?.DataMeans.ToArray(),
            Scales = measured?.DataScales.ToArray(),
            Weights = Background is { IsWeighted: true } ? Background.Weights.ToArray() : null,
            Rows = Background is null ? [] : Background.Rows.ToArray(),
            Predictions = ModelSample.Of(this),
        };
        JsonSerializer.Serialize(stream, saved.WithChecksum(), SavedExplainerJson.Default.SavedExplainer);
    }

    /// <summary>Loads an explainer.</summary>
    /// <param name="model">The model it was saved with.</param>
    /// <param name="stream">The JSON.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidDataException">The JSON is cut short, malformed, edited or of another version, or its contents do not fit together.</exception>
    /// <exception cref="ArgumentException">The model has other features, outputs, kind of output or predictions than the one the explainer was saved with.</exception>
    /// <exception cref="InvalidOperationException">The model returned NaN or infinity.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static Explainer Load(IModel model, Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        SavedExplainer saved = Read(stream);
        if (saved.FeatureCount != model.FeatureCount || saved.OutputCount != model.OutputCount)
        {
            throw new ArgumentException($"The explainer was saved with a model of {saved.FeatureCount} features and {saved.OutputCount} outputs, this one has "
                + $"{model.FeatureCount} and {model.OutputCount}.", nameof(model));
        }

        FeatureSchema schema = SchemaOf(saved);
        CheckSchema(schema, model);
        if (saved.OutputKind != model.OutputKind)
            throw new ArgumentException($"The explainer was saved with a model whose output is a {saved.OutputKind.Name()}, this one's is a {model.OutputKind.Name()}.", nameof(model));
        Explainer explainer;
        try
        {
            explainer = CreateSaved(model, saved, cancellationToken);
        }
        catch (ArgumentException e)
        {
            throw Damaged(ArgumentMessage.Of(e), e);
        }

        explainer.CheckModel(saved);
        explainer.Describe(schema);
        return explainer;
    }

    private static FeatureSchema SchemaOf(SavedExplainer saved)
    {
        try
        {
            FeatureSchema schema = FeatureSchemaFile.Load(saved.Schema);
            return schema.Count == saved.FeatureCount ? schema : throw Damaged($"it describes {schema.Count} features of {saved.FeatureCount}", null);
        }
        catch (ArgumentException e)
        {
            throw Damaged(ArgumentMessage.Of(e), e);
        }
    }

    /// <summary>Throws unless a model has the features' names and levels, as far as it knows them.</summary>
    private static void CheckSchema(FeatureSchema saved, IModel model)
    {
        IReadOnlyList<string> names = model.Schema is { } own ? [.. own.Select(feature => feature.Name)] : model.FeatureNames;
        if (names.Count > 0 && !saved.Select(feature => feature.Name).SequenceEqual(names))
            throw new ArgumentException($"The explainer was saved with a model of other feature names: {string.Join(", ", saved.Select(feature => feature.Name))}.", nameof(model));
        for (int j = 0; j < model.Schema?.Count; j++)
        {
            FeatureLevels levels = model.Schema[j].Levels;
            if (levels.Count > 0 && !levels.SequenceEqual(saved[j].Levels))
                throw new ArgumentException($"The explainer was saved with a model of other levels of \"{saved[j].Name}\": {string.Join(", ", saved[j].Levels.Take(20))}.", nameof(model));
        }
    }

    private void CheckModel(SavedExplainer saved)
    {
        float[] predictions = ModelSample.Of(this);
        if (predictions.Length != saved.Predictions.Length) throw Damaged($"it has {saved.Predictions.Length} predictions instead of {predictions.Length}", null);
        if (ModelSample.Difference(saved.Predictions, predictions, Model.OutputCount) is { } difference)
            throw new ArgumentException($"The explainer was saved with another model: {difference}. Make and save the explainer anew.");
    }

    private ExplainMethod SavedMethod => this switch
    {
        TreeExplainer => Options.Method,
        GradientExplainer => ExplainMethod.Gradients,
        ExactExplainer => ExplainMethod.Exact,
        KernelExplainer => ExplainMethod.Kernel,
        _ => ExplainMethod.Permutation,
    };

    private static Explainer CreateSaved(IModel model, SavedExplainer saved, CancellationToken cancellationToken)
    {
        if (saved.Method is not (ExplainMethod.Tree or ExplainMethod.PathDependent)) return Create(model, BackgroundOf(saved), OptionsOf(saved), cancellationToken);
        if (model is not ITreeModel { Trees: var trees }) throw new ArgumentException("it explains tree ensembles, and the model is none");
        var options = new TreeExplainerOptions { Threads = saved.Options.Threads, Groups = saved.Options.Groups, MaxTableBytes = saved.Options.MaxTableBytes ?? new TreeExplainerOptions().MaxTableBytes };
        return saved.Method == ExplainMethod.PathDependent ? TreeExplainer.PathDependent(trees, options, progress: null, cancellationToken)
            : new TreeExplainer(trees, BackgroundOf(saved), options, progress: null, cancellationToken);
    }

    private static SavedExplainer Read(Stream stream)
    {
        try
        {
            SavedExplainer saved = JsonSerializer.Deserialize(stream, SavedExplainerJson.Default.SavedExplainer) ?? throw Damaged("it is null", null);
            if (saved.Format != SavedExplainer.CurrentFormat) throw Damaged($"its format is \"{saved.Format}\", \"{SavedExplainer.CurrentFormat}\" is read", null);
            return saved.IsUnchanged() ? saved : throw Damaged("it was changed after it was saved", null);
        }
        catch (JsonException e)
        {
            throw Damaged(e.Message.ReplaceLineEndings(" "), e);
        }
    }

    private static Background BackgroundOf(SavedExplainer saved)
    {
        int d = saved.FeatureCount;
        // Rows and weights are checked as those of a caller are. Means, scales and quality come from the file: they belong to data that is not in it.
        Background given = Background.Of(saved.Rows, d, mayBeInfinite: saved.Method == ExplainMethod.Tree, saved.Weights);
        if (saved.InputCount < given.Count || saved.GivenCount < given.Count || !(saved.SquaredMmd >= 0 && saved.SquaredMmdUniform >= 0))
            throw new ArgumentException("its measures of the background are out of range");
        var quality = new BackgroundQuality(given.Count, saved.InputCount, saved.SquaredMmd, saved.SquaredMmdUniform) { GivenCount = saved.GivenCount };
        if (saved.Method == ExplainMethod.Tree) return new Background(saved.Rows, d, quality, saved.Weights);
        if (saved.Means is null || saved.Scales is null) throw new ArgumentException("it has no means or no scales of the data");
        if (saved.Means.Length != d || saved.Scales.Length != d) throw new ArgumentException($"there are {saved.Means.Length} means and {saved.Scales.Length} scales for {d} features");
        bool fits = saved.Means.All(double.IsFinite) && saved.Scales.All(scale => scale > 0 && double.IsFinite(scale));
        if (!fits) throw new ArgumentException("its means, scales or measures of the background are out of range");
        return new Background(saved.Rows, saved.Means, saved.Scales, quality, saved.Weights);
    }

    private static ExplainOptions OptionsOf(SavedExplainer saved) => new()
    {
        Method = saved.Method,
        ModelRows = saved.Options.ModelRows,
        Deadline = saved.Options.Deadline,
        Precision = saved.Options.Precision,
        Design = saved.Options.Design,
        Groups = saved.Options.Groups,
        Seed = saved.Options.Seed,
        MaxBatchRows = saved.Options.MaxBatchRows,
        Threads = saved.Options.Threads,
        Steps = saved.Options.Steps,
    };

    private static InvalidDataException Damaged(string problem, Exception? inner) => new($"The saved explainer cannot be used: {problem}; save it again.", inner);
}
