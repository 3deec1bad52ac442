using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace CteFast.Tests;

/// <summary>Properties that hold for all of some generated values; the only place that knows the library that generates them.</summary>
internal static class Properties
{
    /// <summary>Checks a property with many integers of given ranges, the same ones in every run.</summary>
    public static void ForAll((int Least, int Most) first, (int Least, int Most) second, (int Least, int Most) third, Action<int, int, int> property, int cases = 100)
    {
        Gen<(int, int, int)> values =
            from a in Gen.Choose(first.Least, first.Most)
            from b in Gen.Choose(second.Least, second.Most)
            from c in Gen.Choose(third.Least, third.Most)
            select (a, b, c);
        Config config = Config.QuickThrowOnFailure.WithMaxTest(cases).WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(20220425), FSharpOption<int>.None)));
        Prop.ForAll(values.ToArbitrary(), v => property(v.Item1, v.Item2, v.Item3)).Check(config);
    }
}
