namespace CteFast.Attribution.Loops;

/// <summary>
/// The loops of one dense layer in which attribution spends most time beside passes and scoring: rotating into an eigenbasis and back, filtering, squaring.
/// <see cref="Models.DenseNetworkAttribute"/> generates them for the shape of a layer; layers without them use general loops of the library.
/// </summary>
/// <remarks>
/// A layer has O outputs and C = inputs + 1 columns; all matrices are row-major and without gaps. Matrices "of the layer's shape" of several queries are
/// interleaved, O x count x C: the first row of every query, then the second of every query. Every element of a product is one chain of fused multiply-adds
/// in the order of the sum, so that all implementations give the same bits on processors with these instructions. Loops that a network is made with are
/// immutable: threads share them. No method allocates.
/// </remarks>
/// <typeparam name="T">The type of the numbers.</typeparam>
public interface ILayerLoops<T>
{
    /// <summary>The most rows that one call sums over.</summary>
    const int MostRows = 256;

    /// <summary>The layer's inputs, without the constant 1: C − 1.</summary>
    int Inputs { get; }

    /// <summary>The layer's outputs, O.</summary>
    int Outputs { get; }

    /// <summary>V ← L·V·R for every query's V: into an eigenbasis with L = Q_Sᵀ and R = Q_A, back with L = Q_S and R = Q_Aᵀ.</summary>
    /// <param name="left">L, O x O.</param>
    /// <param name="right">R, C x C.</param>
    /// <param name="values">The V, O x count x C; receives the results.</param>
    /// <param name="scratch">Scratch memory as long as <paramref name="values"/>.</param>
    /// <exception cref="ArgumentException">A span's length does not fit.</exception>
    void Rotate(ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> values, Span<T> scratch);

    /// <summary>F∘V for every query's V, element by element.</summary>
    /// <param name="filter">F, O x C.</param>
    /// <param name="values">The V, O x count x C.</param>
    /// <param name="destination">Receives the results, O x count x C; may be <paramref name="values"/>.</param>
    /// <exception cref="ArgumentException">A span's length does not fit.</exception>
    void Filter(ReadOnlySpan<T> filter, ReadOnlySpan<T> values, Span<T> destination);

    /// <summary>(X·Q)², element by element.</summary>
    /// <param name="rows">X, the layer's inputs for n rows with the constant 1, n x C.</param>
    /// <param name="basis">Q, C x C.</param>
    /// <param name="destination">Receives the squares, n x C.</param>
    /// <exception cref="ArgumentException">A span's length does not fit.</exception>
    void SquareInputs(ReadOnlySpan<T> rows, ReadOnlySpan<T> basis, Span<T> destination);

    /// <summary>destination += (D·Q)², element by element.</summary>
    /// <param name="rows">D, the derivatives by the layer's outputs for n rows, n x O.</param>
    /// <param name="basis">Q, O x O.</param>
    /// <param name="destination">The numbers to which the squares are added, n x O.</param>
    /// <exception cref="ArgumentException">A span's length does not fit.</exception>
    void AddSquaredOutputs(ReadOnlySpan<T> rows, ReadOnlySpan<T> basis, Span<T> destination);

    /// <summary>Dᵀ·X, a sum over rows.</summary>
    /// <param name="outputs">D, n x O, n being <see cref="MostRows"/> at most.</param>
    /// <param name="inputs">X, n x C.</param>
    /// <param name="destination">Receives the product, O x C.</param>
    /// <exception cref="ArgumentException">A span's length does not fit, or there are too many rows.</exception>
    void Multiply(ReadOnlySpan<T> outputs, ReadOnlySpan<T> inputs, Span<T> destination);

    /// <summary>Xᵀ·X, a sum over rows.</summary>
    /// <param name="rows">X, n x C, n being <see cref="MostRows"/> at most.</param>
    /// <param name="destination">Receives the product, C x C.</param>
    /// <exception cref="ArgumentException">A span's length does not fit, or there are too many rows.</exception>
    void MultiplyInputs(ReadOnlySpan<T> rows, Span<T> destination);

    /// <summary>Dᵀ·D, a sum over rows.</summary>
    /// <param name="rows">D, n x O, n being <see cref="MostRows"/> at most.</param>
    /// <param name="destination">Receives the product, O x O.</param>
    /// <exception cref="ArgumentException">A span's length does not fit, or there are too many rows.</exception>
    void MultiplyOutputs(ReadOnlySpan<T> rows, Span<T> destination);
}
