using System.ComponentModel;
using System.Numerics;

namespace CteFast.Kernels;

/// <summary>A symmetric positive definite kernel k(x, y) over points with elements of type <typeparamref name="T"/>.</summary>
/// <remarks>
/// Implemented by generated code for structs that carry <see cref="KernelAttribute"/>. Algorithms take the kernel as a
/// generic struct argument, so that each is compiled for its kernel without virtual calls.
/// </remarks>
public interface IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>k(x, y) of one pair of points, by the scalar formula.</summary>
    /// <param name="x">A point, d features.</param>
    /// <param name="y">A point, d features.</param>
    /// <exception cref="ArgumentException">The points differ in length.</exception>
    T Evaluate(ReadOnlySpan<T> x, ReadOnlySpan<T> y);

    /// <summary>
    /// The kernel matrix of rows against blocks: destination[r·stride + i] = k(row r, point i), unchecked.
    /// </summary>
    /// <param name="rows">
    /// The first row's first feature within a block of 16 points: row r, feature j stands at r + 16·j.
    /// </param>
    /// <param name="rowCount">The number of rows, at most to the end of their block.</param>
    /// <param name="blocks">Blocks of 16 points, feature-major: point i, feature j stands at ⌊i/16⌋·16·d + 16·j + i mod 16.</param>
    /// <param name="blockCount">The number of blocks.</param>
    /// <param name="featureCount">The number of features, d.</param>
    /// <param name="destination">The matrix, written rowCount x 16·blockCount.</param>
    /// <param name="stride">The distance between the matrix's rows, at least 16·blockCount.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    void Fill(ref T rows, int rowCount, ref T blocks, int blockCount, int featureCount, ref T destination, nint stride);

    /// <summary>
    /// Adds up the kernel of rows and blocks without storing it: rowSums[16·r + l] += Σ_b k(row r, point 16·b + l) and
    /// columnSums[i] += Σ_r k(row r, point i), unchecked.
    /// </summary>
    /// <remarks>Every sum takes its terms one after the other, in the order of the blocks and of the rows: the same bits at every vector width.</remarks>
    /// <param name="rows">The first row's first feature within a block of 16 points: row r, feature j stands at r + 16·j.</param>
    /// <param name="rowCount">The number of rows, at most to the end of their block.</param>
    /// <param name="blocks">Blocks of 16 points, feature-major, as for <see cref="Fill"/>.</param>
    /// <param name="blockCount">The number of blocks.</param>
    /// <param name="featureCount">The number of features, d.</param>
    /// <param name="rowSums">16 sums of every row, one for each place in a block.</param>
    /// <param name="columnSums">The sums of the points, 16·blockCount.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    void AddSums(ref T rows, int rowCount, ref T blocks, int blockCount, int featureCount, ref T rowSums, ref T columnSums);

    /// <summary>
    /// Adds up the kernel of rows and blocks as <see cref="AddSums"/> does, and with the rows' signs: balance[i] += Σ_r signs[r]·k(row r, point i),
    /// unchecked. All that a split needs of the pairs, at once.
    /// </summary>
    /// <remarks>Every sum takes its terms one after the other, in the order of the blocks and of the rows: the same bits at every vector width.</remarks>
    /// <param name="rows">The first row's first feature within a block of 16 points: row r, feature j stands at r + 16·j.</param>
    /// <param name="rowCount">The number of rows, at most to the end of their block.</param>
    /// <param name="blocks">Blocks of 16 points, feature-major, as for <see cref="Fill"/>.</param>
    /// <param name="blockCount">The number of blocks.</param>
    /// <param name="featureCount">The number of features, d.</param>
    /// <param name="signs">The signs of the rows: 1, −1 or 0.</param>
    /// <param name="balance">The signed sums of the points, 16·blockCount.</param>
    /// <param name="rowSums">16 sums of every row, one for each place in a block.</param>
    /// <param name="columnSums">The sums of the points, 16·blockCount.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    void AddSplit(ref T rows, int rowCount, ref T blocks, int blockCount, int featureCount, ref T signs, ref T balance, ref T rowSums, ref T columnSums);

    /// <summary>
    /// Takes an exchange into the statistic of a swap and searches for the next one in the same walk, the kernel never stored, unchecked:
    /// statistic[i] += k(row, point i) − leaving[i], and for every place l of a block the lowest of statistic[i] − following[i], i = 16·b + l, and
    /// the first b that has it, where it is below what lowest[l] held before.
    /// </summary>
    /// <param name="row">The entering point's first feature within a block of 16 points: feature j stands at 16·j.</param>
    /// <param name="blocks">Blocks of 16 points, feature-major, as for <see cref="Fill"/>.</param>
    /// <param name="blockCount">The number of blocks, at most 2²⁴.</param>
    /// <param name="featureCount">The number of features, d.</param>
    /// <param name="statistic">The statistic of the points, 16·blockCount.</param>
    /// <param name="leaving">The kernel of the leaving point with the points, 16·blockCount.</param>
    /// <param name="following">The kernel of the next point to be looked at with the points, 16·blockCount.</param>
    /// <param name="lowest">The lowest value at each place of a block, 16; NaN is passed over.</param>
    /// <param name="lowestBlocks">The block of each, 16.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    void SwapScan(ref T row, ref T blocks, int blockCount, int featureCount, ref T statistic, ref T leaving, ref T following, ref T lowest, ref T lowestBlocks);
}
