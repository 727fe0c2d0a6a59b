using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Etl.Schema.Columns;

/// <summary>
/// Gives each row of a batch the hash of all its values but those <see cref="PerInstance"/>: equal hashes, equal values, in whatever part and
/// of whatever refresh. It is a SHA-256, cut to 120 bits, of the values by name, taken once for all rows that are found to be alike; what finds
/// those is a sum of keyed hashes, to which a run of equal cells adds at once.
/// </summary>
internal sealed class SharedHash(TextHeap text)
{
    private const int HashBytes = 15;
    private readonly Dictionary<StructBuilder, NamedColumn[]> sorted = [];
    private readonly ArrayBufferWriter<byte> written = new(8 << 10);
    private readonly List<UInt128[]> sumsByDepth = [];

    /// <summary>Fills a column of the root with the hashes of all rows.</summary>
    /// <param name="rows">The root.</param>
    /// <param name="target">A column of texts that has no value yet.</param>
    internal void Fill(StructBuilder rows, ColumnBuilder target)
    {
        sorted.Clear();
        var alike = new Dictionary<UInt128, ulong>();
        var sums = Sums(rows, depth: 0);
        for (var row = 0; row < sums.Length; row++)
        {
            if (row > 0 && sums[row] == sums[row - 1])
            {
                target.Append(row, target.LastCell);
                continue;
            }

            if (!alike.TryGetValue(sums[row], out var cell))
                alike.Add(sums[row], cell = HashOf(rows, row));
            target.Append(row, cell);
        }
    }

    private static bool IsShared(ColumnBuilder column, bool isRoot) => !isRoot || !PerInstance.Columns.Contains(column.Name);

    /// <summary>Of each row: equal where all shared values are, else different but for a chance of one in 2^100. They hold until the next of that depth.</summary>
    private ReadOnlySpan<UInt128> Sums(StructBuilder rows, int depth)
    {
        var differences = Differences(rows.RowCount, depth);
        foreach (var column in rows.Columns)
        {
            if (column.Count == 0 || !IsShared(column, depth == 0))
                continue;
            var hash = KeyedHash.Process.For(Encoding.UTF8.GetBytes(column.Name));
            var values = new CellHashes(column, hash, text, column.Items is { } items ? Sums(items, depth + 1) : default);
            var mayBeNull = MayBeNull(column);
            var (value, end) = (default(UInt128), 0);
            foreach (var run in column.Runs)
            {
                if (run.Row != end)
                {
                    differences[end] -= value;
                    value = 0;
                }

                var next = mayBeNull && run.Cell == ColumnBuilder.NullCell ? 0 : values.Of(run.Cell);
                differences[run.Row] += next - value;
                (value, end) = (next, run.Row + run.Count);
            }

            differences[end] -= value;
        }

        var sum = default(UInt128);
        foreach (ref var difference in differences)
            difference = sum += difference;
        return differences[..^1];
    }

    /// <summary>What each row's sum is more than that of the row before: a run changes two of them, however long it is.</summary>
    private Span<UInt128> Differences(int rows, int depth)
    {
        while (sumsByDepth.Count <= depth)
            sumsByDepth.Add([]);
        if (sumsByDepth[depth].Length <= rows)
            sumsByDepth[depth] = new UInt128[Math.Max(rows + 1, 2 * sumsByDepth[depth].Length)];
        var differences = sumsByDepth[depth].AsSpan(0, rows + 1);
        differences.Clear();
        return differences;
    }

    private static bool MayBeNull(ColumnBuilder column) => column.Kind is ColumnKind.Text or ColumnKind.Int32 || column.IsList;

    private static bool IsNull(ColumnBuilder column, ulong cell) => cell == ColumnBuilder.NullCell && MayBeNull(column);

    private ulong HashOf(StructBuilder rows, int row)
    {
        written.ResetWrittenCount();
        Write(rows, row, isRoot: true);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(written.WrittenSpan, digest);
        var room = text.Reserve(PerInstance.Version.Length + 2 * HashBytes);
        Encoding.ASCII.GetBytes(PerInstance.Version, room);
        Convert.TryToHexStringLower(digest[..HashBytes], room[PerInstance.Version.Length..], out _);
        return text.Take(PerInstance.Version.Length + 2 * HashBytes);
    }

    /// <summary>The values of a row by name, so that it does not matter in which order, nor beside what, they came.</summary>
    private void Write(StructBuilder rows, int row, bool isRoot)
    {
        if (!sorted.TryGetValue(rows, out var columns))
        {
            columns = [.. rows.Columns.Where(c => c.Count > 0 && IsShared(c, isRoot)).OrderBy(c => c.Name, StringComparer.Ordinal).Select(c => new NamedColumn(c))];
            sorted.Add(rows, columns);
        }

        foreach (var named in columns)
        {
            var column = named.Column;
            if (!named.TryFind(row, out var cell) || IsNull(column, cell))
                continue;
            Write(named.Name);
            if (column.IsList || column.Items is not null)
                WriteItems(column, (int)(cell >> 32), (int)(uint)cell);
            else
                WriteScalar(column, cell);
        }

        WriteLength(0);
    }

    private void WriteItems(ColumnBuilder column, int first, int count)
    {
        WriteLength(count);
        for (var item = first; item < first + count; item++)
        {
            if (column.Items is { } items)
            {
                Write(items, item, isRoot: false);
                continue;
            }

            var isValid = column.IsItemValid(item);
            WriteLength(isValid ? 1 : 0);
            if (isValid)
                WriteScalar(column, column.ListItems[item]);
        }
    }

    private void WriteScalar(ColumnBuilder column, ulong cell)
    {
        if (column.Kind == ColumnKind.Text)
        {
            Write(text[cell]);
            return;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(written.GetSpan(sizeof(ulong)), cell);
        written.Advance(sizeof(ulong));
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        WriteLength(bytes.Length);
        written.Write(bytes);
    }

    private void WriteLength(int length)
    {
        BinaryPrimitives.WriteInt32LittleEndian(written.GetSpan(sizeof(int)), length);
        written.Advance(sizeof(int));
    }

    /// <summary>A column whose cells are asked for row by row, most often in ascending order.</summary>
    private sealed class NamedColumn(ColumnBuilder column)
    {
        private int at;

        internal ColumnBuilder Column => column;

        internal byte[] Name { get; } = Encoding.UTF8.GetBytes(column.Name);

        internal bool TryFind(int row, out ulong cell)
        {
            var runs = column.Runs;
            at = CellRuns.At(runs, row, at);
            var isFound = at < runs.Length && runs[at].Row <= row;
            cell = isFound ? runs[at].Cell : 0;
            return isFound;
        }
    }
}
