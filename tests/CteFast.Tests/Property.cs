using CsCheck;

namespace CteFast.Tests;

/// <summary>Checks laws for many generated values, the same ones in every run.</summary>
/// <remarks>
/// <para>
/// A law that fails is tried again with smaller values, and the exception names the smallest that fail and their seed, "Set seed: …".
/// <c>CsCheck_Seed=… dotnet test --filter NAME</c> checks these values again. <c>CsCheck_Iter=10000</c> (or <c>CsCheck_Time=60</c>, in seconds) looks further:
/// so many new values, other ones in every run.
/// </para>
/// <para>CsCheck takes a seed for the first value only. So every value here is a run of its own, of one value, with the seed that its number gives.</para>
/// </remarks>
internal static class Property
{
    private const ulong Seed = 20220425;

    // Tries at smaller values once a law has failed.
    private const int Shrinks = 200;

    private static readonly bool LooksFurther =
        Check.Seed is not null || new[] { "CsCheck_Iter", "CsCheck_Time" }.Any(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 });

    /// <summary>Checks a law, which throws where it does not hold.</summary>
    public static void Holds<T>(Gen<T> values, Action<T> law, int cases = 100) =>
        Sample((seed, iterations) => values.Sample(law, seed: seed, iter: iterations, threads: 1), cases);

    /// <summary>Checks a law with many integers of given ranges.</summary>
    public static void ForAll((int Least, int Most) first, (int Least, int Most) second, (int Least, int Most) third, Action<int, int, int> law, int cases = 100) =>
        Holds(
            Gen.Select(Gen.Int[first.Least, first.Most], Gen.Int[second.Least, second.Most], Gen.Int[third.Least, third.Most]),
            values => law(values.Item1, values.Item2, values.Item3),
            cases);

    /// <summary>Runs one of CsCheck's ways to sample, which is given a seed and a number of iterations, with every seed of this project.</summary>
    public static void Sample(Action<string?, long> sample, int cases)
    {
        if (LooksFurther)
        {
            sample(null, Check.Iter);
            return;
        }

        for (uint i = 0; i < cases; i++)
        {
            string seed = new PCG(i, Seed).ToString();
            try
            {
                sample(seed, 1);
            }
            catch (CsCheckException)
            {
                sample(seed, Shrinks);
                throw;
            }
        }
    }
}
