namespace CteFast.Explain.Models.Reading;

/// <summary>Thresholds of models that compare in double precision, for rows in single.</summary>
internal static class FloatThreshold
{
    /// <summary>
    /// The nearest float. A value that was a decimal number and the threshold at it round to the same float, so they compare as they did in
    /// double precision; the threshold as it stands would part them. Where zero or the infinite would take the threshold's place, it stays.
    /// </summary>
    public static double Round(double threshold)
    {
        float nearest = (float)threshold;
        return float.IsFinite(nearest) && nearest != 0f ? nearest : threshold;
    }
}
