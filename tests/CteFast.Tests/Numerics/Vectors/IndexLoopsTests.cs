namespace CteFast.Tests.Numerics.Vectors;

public sealed class IndexLoopsTests
{
    [Fact]
    public void All_AnyLength_IsZeroOneTwo()
    {
        int[] places = [7, 7, 7];
        IndexLoops.Sequence(places);
        IndexLoops.Sequence([]);
        Assert.Equal([0, 1, 2], places);
    }

    [Fact]
    public void Take_IntoThePlacesThemselves_ReplacesThem()
    {
        int[] places = [2, 0, 2];
        IndexLoops.Gather([10, 11, 12], places, places);
        Assert.Equal([12, 10, 12], places);
    }

    [Fact]
    public void Take_FewerPlacesThanDestination_LeavesTheRest()
    {
        float[] destination = [1, 2, 3];
        IndexLoops.Gather([0.5f, 0.25f], [1, 0], destination);
        Assert.Equal([0.25f, 0.5f, 3], destination);
    }
}
