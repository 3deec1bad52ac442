using System.Buffers.Binary;
using System.Text;

namespace CteFast.Explain.Tests.Models.Reading.Onnx;

/// <summary>Writes the wire format of protocol buffers, as far as ONNX files of trees need it.</summary>
internal sealed class ProtoWriter
{
    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => [.. _bytes];

    public ProtoWriter Varint(int field, long value)
    {
        Raw((ulong)field << 3);
        return Raw((ulong)value);
    }

    public ProtoWriter Bytes(int field, ReadOnlySpan<byte> bytes)
    {
        Raw((ulong)field << 3 | 2);
        Raw((ulong)bytes.Length);
        _bytes.AddRange(bytes);
        return this;
    }

    public ProtoWriter Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    public ProtoWriter Message(int field, ProtoWriter message) => Bytes(field, message.ToArray());

    public ProtoWriter Single(int field, float value)
    {
        Raw((ulong)field << 3 | 5);
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _bytes.AddRange(bytes);
        return this;
    }

    public ProtoWriter Raw(ulong varint)
    {
        for (; varint >= 0x80; varint >>= 7)
            _bytes.Add((byte)(varint | 0x80));
        _bytes.Add((byte)varint);
        return this;
    }
}
