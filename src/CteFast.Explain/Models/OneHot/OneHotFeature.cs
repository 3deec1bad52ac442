using CteFast.Data;

namespace CteFast.Explain.Models.OneHot;

/// <summary>A feature that a model takes as a column of 0 and 1 for each level: <c>city</c> as <c>city_Lyon</c> and <c>city_Paris</c>.</summary>
/// <param name="Name">The feature's name.</param>
/// <param name="Levels">Its levels.</param>
/// <param name="Columns">By level, the model's column that is 1 for it; −1 for a level without a column, whose rows are 0 in all of them.</param>
public sealed record OneHotFeature(string Name, FeatureLevels Levels, IReadOnlyList<int> Columns);
