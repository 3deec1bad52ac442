namespace CteFast.Studies.Compression;

/// <summary>
/// What others reach, as published with the project's aims: single-threaded on one core of another AVX-512 machine. Times there vary
/// by 20 %.
/// </summary>
internal static class Published
{
    /// <summary>goodpoints' <c>compresspp_kt</c> (Cython, double): Gaussian, σ² = 2d, g = 4, standard normal rows, to √n.</summary>
    public static (double Seconds, double Mmd, double MmdUniform)? Goodpoints(int n, int d) => (n, d) switch
    {
        (4_096, 2) => (.221, .00665, .0832),
        (4_096, 8) => (.235, .0287, .0944),
        (4_096, 16) => (.254, .0417, .0968),
        (4_096, 64) => (.366, .0621, .0985),
        (16_384, 16) => (1.64, .0255, .0676),
        (16_384, 64) => (2.44, .0415, .0699),
        (65_536, 2) => (8.66, .00178, .0419),
        (65_536, 8) => (9.61, .00946, .0457),
        (65_536, 16) => (10.2, .0157, .0485),
        (65_536, 64) => (14.6, .0268, .0498),
        _ => null,
    };

    /// <summary>The milliseconds of a trial in C# (float, fused split, 8 x 2 tiles) on the same inputs.</summary>
    public static double? Trial(int n, int d) => (n, d) switch
    {
        (4_096, 2) => 2.1,
        (16_384, 2) => 12,
        (65_536, 2) => 64,
        (4_096, 16) => 3.9,
        (16_384, 16) => 22,
        (65_536, 16) => 113,
        (4_096, 64) => 10.5,
        (16_384, 64) => 56,
        (65_536, 64) => 281,
        _ => null,
    };

    /// <summary>goodpoints' MMD on real sets (33 seeds), and the ratio to it that refinement is to reach.</summary>
    public static (int Size, double Mmd, double MmdUniform, double Target)? Real(string set) => set switch
    {
        "diamonds" => (64, .0207, .088, .66),
        "letter" => (64, .0298, .094, .85),
        "satellite" => (32, .0302, .114, .85),
        "spam" => (32, .0616, .121, .96),
        "breast_cancer" => (8, .139, .260, .85),
        "digits" => (16, .106, .196, .92),
        _ => null,
    };
}
