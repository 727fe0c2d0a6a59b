using System.Text;

namespace Etl.Worker.Lake.Parquet;

/// <summary>Thrift's compact protocol, as much of it as Parquet's metadata takes. Fields come in ascending order of their ids.</summary>
internal sealed class ThriftWriter(ByteSink sink)
{
    internal const byte I32 = 5, Binary = 8, Struct = 12;
    private const byte True = 1, False = 2, I64 = 6, List = 9;

    private readonly Stack<int> outer = new();
    private int last;

    internal void Int32(int id, int value)
    {
        Field(id, I32);
        Zigzag(value);
    }

    internal void Int64(int id, long value)
    {
        Field(id, I64);
        Zigzag(value);
    }

    internal void Bool(int id, bool value) => Field(id, value ? True : False);

    internal void Bytes(int id, ReadOnlySpan<byte> value)
    {
        Field(id, Binary);
        Bytes(value);
    }

    internal void Text(int id, string value) => Bytes(id, Encoding.UTF8.GetBytes(value));

    internal void BeginStruct(int id)
    {
        Field(id, Struct);
        BeginStruct();
    }

    /// <summary>Begins the whole, or an element of a list of structs.</summary>
    internal void BeginStruct()
    {
        outer.Push(last);
        last = 0;
    }

    internal void EndStruct()
    {
        sink.Add(0);
        last = outer.Pop();
    }

    /// <summary>A struct without fields: a choice that says all by being there.</summary>
    internal void EmptyStruct(int id)
    {
        BeginStruct(id);
        EndStruct();
    }

    internal void BeginList(int id, byte type, int count)
    {
        Field(id, List);
        if (count < 15)
        {
            sink.Add((byte)(count << 4 | type));
            return;
        }

        sink.Add((byte)(0xF0 | type));
        sink.AddVarint((ulong)count);
    }

    internal void Int32(int value) => Zigzag(value);

    internal void Text(string value) => Bytes(Encoding.UTF8.GetBytes(value));

    private void Bytes(ReadOnlySpan<byte> value)
    {
        sink.AddVarint((ulong)value.Length);
        sink.Add(value);
    }

    private void Field(int id, byte type)
    {
        if (id <= last || id - last > 15)
            throw new InvalidOperationException($"Field {id} cannot follow field {last}.");
        sink.Add((byte)(id - last << 4 | type));
        last = id;
    }

    private void Zigzag(long value) => sink.AddVarint((ulong)(value << 1 ^ value >> 63));
}
