using Etl.Worker.Lake.Parquet;

namespace Etl.Worker.Tests.Lake.Parquet;

/// <summary>Thrift's compact protocol, by bytes laid out after its specification.</summary>
public sealed class ThriftWriterTests
{
    [Fact]
    public void Fields_HaveTheirDistanceAndTypeInOneByte() => Assert.Equal(
        "15" + "02"       // field 1, i32: 1
        + "26" + "01"     // field 3, i64: -1
        + "11"            // field 4, true
        + "38" + "026162" // field 7, binary: "ab"
        + "00",
        Write(thrift =>
        {
            thrift.Int32(1, 1);
            thrift.Int64(3, -1);
            thrift.Bool(4, true);
            thrift.Text(7, "ab");
        }));

    [Fact]
    public void StructInside_CountsItsFieldsAnew() => Assert.Equal(
        "5C" + "1504" + "00" + "1506" + "00",
        Write(thrift =>
        {
            thrift.BeginStruct(5);
            thrift.Int32(1, 2);
            thrift.EndStruct();
            thrift.Int32(6, 3);
        }));

    [Theory]
    [InlineData(2, "1925" + "0202")]
    [InlineData(15, "19F50F" + "020202020202020202020202020202")]
    public void List_HasItsLengthWithItsType(int length, string expected) => Assert.Equal(
        expected + "00",
        Write(thrift =>
        {
            thrift.BeginList(1, ThriftWriter.I32, length);
            for (var i = 0; i < length; i++)
                thrift.Int32(1);
        }));

    [Theory]
    [InlineData(long.MaxValue, "16FEFFFFFFFFFFFFFFFF01")]
    [InlineData(long.MinValue, "16FFFFFFFFFFFFFFFFFF01")]
    public void ExtremeNumbers_TakeTenBytes(long value, string expected) => Assert.Equal(expected + "00", Write(thrift => thrift.Int64(1, value)));

    [Fact]
    public void FieldOutOfOrder_IsRefused() => Assert.Throws<InvalidOperationException>(() => Write(thrift =>
    {
        thrift.Int32(2, 0);
        thrift.Int32(1, 0);
    }));

    private static string Write(Action<ThriftWriter> fields)
    {
        var sink = new ByteSink();
        var thrift = new ThriftWriter(sink);
        thrift.BeginStruct();
        fields(thrift);
        thrift.EndStruct();
        return Convert.ToHexString(sink.Bytes);
    }
}
