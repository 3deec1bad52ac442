namespace CteFast.Data;

/// <summary>A feature of a typed row, such as <c>Loan.Features.City</c>.</summary>
/// <typeparam name="TRow">The row's type.</typeparam>
/// <param name="Column">Its column, from 0.</param>
/// <param name="Name">Its name.</param>
public readonly record struct RowFeature<TRow>(int Column, string Name)
    where TRow : IFeatureRow<TRow>;
