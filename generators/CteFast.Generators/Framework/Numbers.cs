using System.Globalization;
using System.Text;

namespace System;

/// <summary>Members of numbers that netstandard2.0 lacks and the shared readers use.</summary>
internal static class Numbers
{
    extension(float)
    {
        public static bool IsFinite(float value) => !float.IsNaN(value) && !float.IsInfinity(value);
    }

    extension(double)
    {
        public static bool IsFinite(double value) => !double.IsNaN(value) && !double.IsInfinity(value);

        public static bool TryParse(ReadOnlySpan<byte> utf8, NumberStyles style, IFormatProvider provider, out double value) =>
            double.TryParse(Encoding.UTF8.GetString(utf8.ToArray()), style, provider, out value);
    }

    extension(int)
    {
        public static bool TryParse(ReadOnlySpan<byte> utf8, NumberStyles style, IFormatProvider provider, out int value) =>
            int.TryParse(Encoding.UTF8.GetString(utf8.ToArray()), style, provider, out value);
    }

    extension(uint)
    {
        public static bool TryParse(ReadOnlySpan<byte> utf8, NumberStyles style, IFormatProvider provider, out uint value) =>
            uint.TryParse(Encoding.UTF8.GetString(utf8.ToArray()), style, provider, out value);
    }

    extension(Math)
    {
        public static double BitIncrement(double value) => double.IsNaN(value) || double.IsPositiveInfinity(value) ? value
            : value == 0 ? double.Epsilon
            : BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(value) + (value > 0 ? 1 : -1));
    }

    extension(BitConverter)
    {
        public static int SingleToInt32Bits(float value) => BitConverter.ToInt32(BitConverter.GetBytes(value), 0);

        public static uint SingleToUInt32Bits(float value) => BitConverter.ToUInt32(BitConverter.GetBytes(value), 0);

        public static float Int32BitsToSingle(int value) => BitConverter.ToSingle(BitConverter.GetBytes(value), 0);
    }
}

/// <summary>The neighbours of a float.</summary>
internal static class MathF
{
    public static float BitIncrement(float value) => float.IsNaN(value) || float.IsPositiveInfinity(value) ? value
        : value == 0f ? float.Epsilon
        : BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(value) + (value > 0f ? 1 : -1));

    public static float BitDecrement(float value) => -BitIncrement(-value);
}
