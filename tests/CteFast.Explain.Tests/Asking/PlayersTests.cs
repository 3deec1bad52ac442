using CteFast.Data;
using CteFast.Explain.Asking;

namespace CteFast.Explain.Tests.Asking;

public sealed class PlayersTests
{
    [Fact]
    public void Of_Groups_StandAtTheirFirstColumnAndTheRestAlone()
    {
        var players = Players.Of(6, ["a", "b", "c", "d", "e", "f"], [new FeatureGroup("late", [5, 4]), new FeatureGroup("mixed", [3, 1])]);
        Assert.Equal(["a", "mixed", "c", "late"], players.Names);
        Assert.Equal([3, 1], players.Columns(1).ToArray());
        Assert.Equal(["x0", "x1"], Players.Of(2, [], null).Names);

        float[] target = [0, 0, 0, 0, 0, 0];
        players.Give(1, [1, 2, 3, 4, 5, 6], target);
        Assert.Equal([0, 2, 0, 4, 0, 0], target);
    }

    [Fact]
    public void Differing_Rows_ComparesBits()
    {
        var players = Players.Of(5, [], [new FeatureGroup("pair", [0, 4])]);
        int[] differing = new int[4];
        int count = players.Differing([1, 2, float.NaN, 0f, 3], [1, 2, float.NaN, -0f, 4], differing);
        Assert.Equal([0, 3], differing[..count]);
        Assert.Equal(0, players.Differing([1, 2, 3, 4, 5], [1, 2, 3, 4, 5], differing));
    }

    [Fact]
    public void Of_BadGroups_SaysWhich()
    {
        void Throws(string message, params FeatureGroup[] groups) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>(() => Players.Of(3, [], groups)).Message, StringComparison.Ordinal);
        Throws("no name", new FeatureGroup("", [0]));
        Throws("\"g\" has no columns", new FeatureGroup("g", []));
        Throws("column 3; the model's are 0 to 2", new FeatureGroup("g", [3]));
        Throws("column -1", new FeatureGroup("g", [-1]));
        Throws("Column 1 is in the feature groups \"g\" and \"h\"", new FeatureGroup("g", [0, 1]), new FeatureGroup("h", [1]));
        Throws("Column 1 is in the feature groups \"g\" and \"g\"", new FeatureGroup("g", [1, 1]));
        Throws("Two features are called \"g\"", new FeatureGroup("g", [0]), new FeatureGroup("g", [1, 2]));
        Throws("Two features are called \"x2\"", new FeatureGroup("x2", [0, 1]));
    }

    [Fact]
    public void Of_OneNameTwice_IsRefused() =>
        Assert.Contains("Two features are called \"a\"", Assert.Throws<ArgumentException>(() => Players.Of(3, ["a", "b", "a"], null)).Message, StringComparison.Ordinal);
}
