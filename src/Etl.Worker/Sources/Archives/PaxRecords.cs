using System.Globalization;
using System.Text;

namespace Etl.Worker.Sources.Archives;

/// <summary>What a pax extended header says of the member behind it (IEEE Std 1003.1, pax): records of <c>length keyword=value\n</c>.</summary>
internal sealed class PaxRecords
{
    internal byte[]? Path { get; private set; }

    internal long? Size { get; private set; }

    internal bool IsSparse { get; private set; }

    /// <summary>Reads the records; false where one is malformed.</summary>
    internal bool TryRead(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && bytes[0] != 0)
        {
            var blank = bytes.IndexOf((byte)' ');
            if (blank is < 1 or > 10 || !int.TryParse(bytes[..blank], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length <= blank + 1 || length > bytes.Length || bytes[length - 1] != '\n')
                return false;
            var record = bytes[(blank + 1)..(length - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals < 1 || !TryTake(Encoding.UTF8.GetString(record[..equals]), record[(equals + 1)..]))
                return false;
            bytes = bytes[length..];
        }

        return true;
    }

    private bool TryTake(string keyword, ReadOnlySpan<byte> value)
    {
        if (keyword == "path")
            Path = value.ToArray();
        if (keyword.StartsWith("GNU.sparse.", StringComparison.Ordinal))
            IsSparse = true;
        if (keyword != "size")
            return true;
        if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            return false;
        Size = size;
        return true;
    }
}
