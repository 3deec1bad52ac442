using CteFast.Explain.Models;
using CteFast.Explain.Models.Reading.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace CteFast.OnnxRuntime;

/// <summary>Opens ONNX models for the explainers.</summary>
/// <remarks>
/// Trees are read as the trees they are, and explained exactly; a plain network is read as a network, which has gradients. Neither needs ONNX Runtime's
/// native library. Everything else runs in a session of ONNX Runtime: add the package Microsoft.ML.OnnxRuntime (or one of its kin for other processors) to your project.
/// </remarks>
public static class OnnxModel
{
    /// <summary>Opens a file.</summary>
    /// <param name="path">The file; its name leads every error message.</param>
    /// <param name="options">What the file does not say; null for nothing.</param>
    /// <returns>A <see cref="Explain.Models.Trees.TreeEnsemble"/> giving margins, a <see cref="Explain.Models.Networks.NetworkModel"/>, or an <see cref="OnnxSessionModel"/>, which the caller disposes.</returns>
    /// <exception cref="ModelFormatException">The file is no ONNX model, or one that no row of numbers can be given to.</exception>
    /// <exception cref="ArgumentException">The options do not fit the model.</exception>
    /// <exception cref="InvalidOperationException">ONNX Runtime's native library is needed and is not there.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static IModel Open(string path, OnnxModelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        byte[] bytes = File.ReadAllBytes(path);
        // By its path, since weights may lie in files beside it.
        return Open(bytes, path, options, session => new InferenceSession(path, session));
    }

    /// <summary>Opens a model in memory.</summary>
    /// <param name="bytes">The model.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="options">What the model does not say; null for nothing.</param>
    /// <returns>As of a file.</returns>
    /// <exception cref="ModelFormatException">The bytes are no ONNX model, or one that no row of numbers can be given to.</exception>
    /// <exception cref="ArgumentException">The options do not fit the model.</exception>
    /// <exception cref="InvalidOperationException">ONNX Runtime's native library is needed and is not there.</exception>
    public static IModel Open(byte[] bytes, string name, OnnxModelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentNullException.ThrowIfNull(name);
        return Open(bytes, name, options, session => new InferenceSession(bytes, session));
    }

    /// <summary>Takes a session that is open already, whatever its options are.</summary>
    /// <remarks>
    /// Explaining on several threads runs it on several threads: a session with threads of its own (ONNX Runtime's default) then has more than the machine.
    /// Set <c>IntraOpNumThreads</c> to 1, as sessions opened here do.
    /// </remarks>
    /// <param name="session">The session; the caller disposes it, after the model.</param>
    /// <param name="options">What it does not say; null for nothing.</param>
    /// <exception cref="ModelFormatException">No row of numbers can be given to the model.</exception>
    /// <exception cref="ArgumentException">The options do not fit the model.</exception>
    public static OnnxSessionModel Open(InferenceSession session, OnnxModelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(session);
        return new OnnxSessionModel(session, isOwned: false, "session", options ?? new OnnxModelOptions(), kind: null, notes: []);
    }

    private static IModel Open(byte[] bytes, string name, OnnxModelOptions? options, Func<SessionOptions, InferenceSession> open)
    {
        options ??= new OnnxModelOptions();
        List<string> notes = [];
        Dictionary<string, OutputKind> kinds = [];
        try
        {
            foreach ((string output, OutputKind kind) in OnnxOutputKinds.Read(bytes, name))
                kinds.Add(output, kind);
            if (IsReadable(options))
                return ModelReader.Read(bytes, name);
        }
        catch (ModelFormatException e)
        {
            // ONNX Runtime may know what our readers do not; if it does not either, it says so.
            notes.Add(e.Message);
        }

        InferenceSession session = OpenSession(name, open);
        try
        {
            return new OnnxSessionModel(session, isOwned: true, name, options, output => kinds.TryGetValue(output, out OutputKind kind) ? kind : null, notes);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    // The readers take what a file says; what is said beside it is for a session.
    private static bool IsReadable(OnnxModelOptions options) => options is { Output: null, ColumnCount: 0, OutputKind: null, Levels.Count: 0, FeatureNames.Count: 0 };

    private static InferenceSession OpenSession(string name, Func<SessionOptions, InferenceSession> open)
    {
        try
        {
            using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, ExecutionMode = ExecutionMode.ORT_SEQUENTIAL };
            return open(options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelFormatException(name, "", $"ONNX Runtime cannot open it: {e.Message}", e);
        }
        catch (Exception e) when (IsMissingLibrary(e))
        {
            throw new InvalidOperationException($"{name}: the model needs ONNX Runtime's native library, which is not there; add the package Microsoft.ML.OnnxRuntime to the project that runs.", e);
        }
    }

    internal static bool IsMissingLibrary(Exception e) => e is DllNotFoundException or EntryPointNotFoundException
        || e is TypeInitializationException { InnerException: { } inner } && IsMissingLibrary(inner);
}
