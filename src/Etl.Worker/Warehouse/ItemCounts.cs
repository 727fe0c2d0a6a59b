using System.Numerics;
using System.Text;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Warehouse;

/// <summary>
/// In how many rows an item of a sequence, at any depth, has a value. SQL can only ask this attribute by attribute, in statements that take
/// longer to plan than all rows take to walk through. Only what says where NULL is gets looked at, never a value.
/// </summary>
internal sealed class ItemCounts
{
    private const int Nobody = -1;

    private readonly Dictionary<(int Group, string Path), long> counts = [];
    private readonly List<string?> groups = [];
    private readonly int[] groupOfRow = new int[DataChunkWriter.Capacity];
    private readonly long[] weightOfRow = new long[DataChunkWriter.Capacity];

    /// <summary>
    /// What was counted, by group and path. A path is the keywords of the sequences and of the attribute, parted by dots; one that ends with a
    /// dot counts the rows in which that sequence has an item.
    /// </summary>
    internal IEnumerable<(string? Group, string Path, long Rows)> Found =>
        counts.Select(c => (groups[c.Key.Group], c.Key.Path, c.Value));

    /// <summary>
    /// Adds rows whose first column is the text they are grouped by, whose second is how many rows each counts for (BIGINT), and whose other
    /// columns are sequences: lists of structs.
    /// </summary>
    internal void Add(DuckDbResult rows)
    {
        var sequences = rows.Columns.Skip(2).Select(c => new Place(c.Name, c.Type)).ToList();
        var everyRow = Enumerable.Range(0, DataChunkWriter.Capacity).ToArray();
        foreach (var chunk in rows.Chunks())
        {
            FindGroups(chunk[0], chunk.RowCount);
            for (var row = 0; row < chunk.RowCount; row++)
                weightOfRow[row] = chunk[1].Get<long>(row);
            for (var i = 0; i < sequences.Count; i++)
            {
                Walk(sequences[i], chunk[i + 2], everyRow.AsSpan(0, chunk.RowCount));
                sequences[i].Collect(groupOfRow, weightOfRow, groups.Count);
            }
        }

        foreach (var (path, group, count) in sequences.SelectMany(s => s.Counts()))
            counts[(group, path)] = counts.GetValueOrDefault((group, path)) + count;
    }

    private void FindGroups(VectorReader names, int rows)
    {
        byte[] name = [];
        var group = Nobody;
        for (var row = 0; row < rows; row++)
        {
            var isNull = names.IsNull(row);
            if (group == Nobody || isNull != groups[group] is null || !isNull && !names.GetBytes(row).SequenceEqual(name))
            {
                name = isNull ? [] : names.GetBytes(row).ToArray();
                var text = isNull ? null : Encoding.UTF8.GetString(name);
                group = groups.IndexOf(text);
                if (group < 0)
                {
                    group = groups.Count;
                    groups.Add(text);
                }
            }

            groupOfRow[row] = group;
        }
    }

    /// <param name="place">The sequence.</param>
    /// <param name="lists">Its lists of items.</param>
    /// <param name="owners">The row of the chunk that each list belongs to, or <see cref="Nobody"/>.</param>
    private static void Walk(Place place, VectorReader lists, ReadOnlySpan<int> owners)
    {
        var end = 0L;
        for (var i = 0; i < owners.Length; i++)
        {
            if (owners[i] != Nobody && !lists.IsNull(i) && lists.GetListEntry(i) is { Length: > 0 } entry)
                end = Math.Max(end, (long)(entry.Offset + entry.Length));
        }

        if (end == 0)
            return;
        var items = lists.ListChild;
        var ownersOfItems = new int[end];
        Array.Fill(ownersOfItems, Nobody);
        for (var i = 0; i < owners.Length; i++)
        {
            if (owners[i] == Nobody || lists.IsNull(i) || lists.GetListEntry(i) is not { Length: > 0 } entry)
                continue;
            place.RowsWithItems.Mark(owners[i]);
            for (var item = (long)entry.Offset; item < (long)(entry.Offset + entry.Length); item++)
                ownersOfItems[item] = items.IsNull(item) ? Nobody : owners[i];
        }

        for (var field = 0; field < place.Fields.Count; field++)
        {
            var values = items.StructChild(field);
            for (var item = 0; item < ownersOfItems.Length; item++)
            {
                if (ownersOfItems[item] != Nobody && !values.IsNull(item))
                    place.Fields[field].RowsWithValue.Mark(ownersOfItems[item]);
            }

            if (place.Fields[field].Fields.Count > 0)
                Walk(place.Fields[field], values, ownersOfItems);
        }
    }

    /// <summary>An attribute of the data set or of an item; with fields if it is a sequence.</summary>
    private sealed class Place
    {
        private readonly string path;

        internal Place(string path, DuckDbType type)
        {
            this.path = path;
            if (type.Id == DuckDbTypeId.List && type.Element.Id == DuckDbTypeId.Struct)
                Fields = [.. type.Element.Fields.Select(f => new Place($"{path}.{f.Name}", f.Type))];
        }

        internal IReadOnlyList<Place> Fields { get; } = [];

        internal RowMarks RowsWithValue { get; } = new();

        internal RowMarks RowsWithItems { get; } = new();

        internal void Collect(int[] groupOfRow, long[] weightOfRow, int groups)
        {
            RowsWithItems.Collect(groupOfRow, weightOfRow, groups);
            RowsWithValue.Collect(groupOfRow, weightOfRow, groups);
            foreach (var field in Fields)
                field.Collect(groupOfRow, weightOfRow, groups);
        }

        internal IEnumerable<(string Path, int Group, long Count)> Counts() =>
        [
            .. RowsWithItems.Counts.Select((count, group) => (path + ".", group, count)).Where(c => c.count > 0),
            .. RowsWithValue.Counts.Select((count, group) => (path, group, count)).Where(c => c.count > 0),
            .. Fields.SelectMany(f => f.Counts()),
        ];
    }

    /// <summary>A bit for each row of a chunk, and by group what those weighed that were set in the chunks before.</summary>
    private sealed class RowMarks
    {
        private readonly ulong[] bits = new ulong[(DataChunkWriter.Capacity + 63) / 64];
        private long[] counts = [];

        internal IReadOnlyList<long> Counts => counts;

        internal void Mark(int row) => bits[row >> 6] |= 1ul << (row & 63);

        internal void Collect(int[] groupOfRow, long[] weightOfRow, int groups)
        {
            if (counts.Length < groups)
                Array.Resize(ref counts, groups);
            for (var i = 0; i < bits.Length; i++)
            {
                for (var left = bits[i]; left != 0; left &= left - 1)
                {
                    var row = i * 64 + BitOperations.TrailingZeroCount(left);
                    counts[groupOfRow[row]] += weightOfRow[row];
                }

                bits[i] = 0;
            }
        }
    }
}
