namespace CteFast.Generators.Tests.Kernels;

/// <summary>Kernels as a user writes them.</summary>
internal static class Sources
{
    /// <summary>Sums, a field, a function with generated code of its own.</summary>
    public const string Gaussian = """
        namespace User;

        /// <summary>exp(−r²/σ²).</summary>
        [Kernel]
        public readonly partial struct Gaussian
        {
            private readonly float _scale;

            /// <summary>Of σ².</summary>
            public Gaussian(float squaredBandwidth) => _scale = -1f / squaredBandwidth;

            static float Term(float x, float y)
            {
                float t = x - y;
                return t * t;
            }

            float Profile(float sum) => MathF.Exp(sum * _scale);
        }
        """;

    /// <summary>A product, a conditional, constants, no namespace.</summary>
    public const string Triangle = """
        /// <summary>A product of triangles.</summary>
        [Kernel(Product = true)]
        public readonly partial struct Triangle
        {
            private const double Height = 2.5;

            private static double Term(double x, double y)
            {
                double t = Math.Abs(x - y);
                return t < 1 && t >= 0 ? Height * (1 - t) : 0;
            }

            private static double Profile(double product) => product / Height;
        }
        """;

    /// <summary>A kernel around two method bodies, the place of a diagnostic marked [|so|].</summary>
    public static string Kernel(string term, string profile = "return sum;", string members = "") => $$"""
        using System.Runtime.CompilerServices;

        namespace User;

        [Kernel]
        public readonly partial struct Marked
        {
            {{members}}

            private double Term(double x, double y) { {{term}} }

            private double Profile(double sum) { {{profile}} }
        }
        """;
}
