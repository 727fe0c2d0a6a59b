using Etl.Schema.Dicom;
using Etl.Schema.Dicom.CharacterSets;

namespace Etl.Schema.Columns;

/// <summary>Private data elements (PS3.5 7.8): counted by creator, and kept as text where the batch asks for it.</summary>
public sealed partial class Flattener
{
    private const int MostScanned = 32;
    private const int OuterItemsTried = 64;
    private const ulong NoCreator = ulong.MaxValue;

    /// <summary>How many elements each creator of the row has, by the creator's cell: the same text is one cell in a row.</summary>
    private readonly Dictionary<ulong, long> creators;
    private readonly Comparison<(ulong Creator, long Count)> byCreator;
    private (ulong Creator, long Count)[] creatorCounts = new (ulong, long)[16];
    private readonly Dictionary<ulong, int> blockIndex = [];
    private long withoutCreator;
    private PrivateBlock[] blocks = new PrivateBlock[16];
    private int blockCount;
    private (int Slot, uint Key)[] privateRows = new (int, uint)[16];
    private int privateCount;

    private void OnPrivate(ref ItemFrame item, DicomReader reader, ReadOnlySpan<byte> raw)
    {
        if (reader.Tag.IsPrivateCreator)
        {
            if (item.Destination != Destination.Private || batch.PrivateValues is not null)
                SetCreator(ref item, reader.Tag, raw);
            return;
        }

        if (item.Destination != Destination.Private)
            CountPrivate(ref item, reader.Tag);
        if (batch.PrivateValues is { } list)
        {
            var entry = AddForeign(list, item.Path.Child(reader.Tag), 0, 2, 3, 4, ref item, reader, raw);
            if (privateCount == privateRows.Length)
                Array.Resize(ref privateRows, privateRows.Length * 2);
            privateRows[privateCount++] = (list[1].AppendPending(entry), KeyOf(reader.Tag));
        }
    }

    private static uint KeyOf(Tag tag) => (uint)tag.Group << 16 | (uint)(tag.Element >> 8);

    private void CountPrivate(ref ItemFrame item, Tag tag)
    {
        isBeyondKnown |= depth > 1;
        BlockOf(ref item, KeyOf(tag)).Count++;
    }

    private ref PrivateBlock BlockOf(ref ItemFrame item, uint key)
    {
        var found = FindBlock(item.BlockStart, blockCount, key);
        if (found >= 0)
            return ref blocks[found];
        if (blockCount == blocks.Length)
            Array.Resize(ref blocks, blocks.Length * 2);
        blocks[blockCount] = new PrivateBlock { Key = key, Creator = NoCreator };
        blockCount++;
        var count = blockCount - item.BlockStart;
        for (var i = count == MostScanned + 1 ? item.BlockStart : count > MostScanned ? blockCount - 1 : blockCount; i < blockCount; i++)
            blockIndex[(ulong)item.BlockStart << 32 | blocks[i].Key] = i;
        return ref blocks[blockCount - 1];
    }

    /// <summary>The block of an item, or -1. Few are looked through; where an object has thousands, they are indexed.</summary>
    private int FindBlock(int start, int stop, uint key)
    {
        if (stop - start > MostScanned)
            return blockIndex.GetValueOrDefault((ulong)start << 32 | key, -1);
        for (var i = stop - 1; i >= start; i--)
        {
            if (blocks[i].Key == key)
                return i;
        }

        return -1;
    }

    private void SetCreator(ref ItemFrame item, Tag tag, ReadOnlySpan<byte> raw)
    {
        isBeyondKnown |= depth > 1;
        ref var block = ref BlockOf(ref item, (uint)tag.Group << 16 | tag.Element);
        var text = raw.Trim("\0 "u8);
        if (block.Creator != NoCreator || text.IsEmpty)
            return;
        if (CharacterSet.IsPlainAscii(text))
        {
            block.Creator = InternCreator(text);
            return;
        }

        decoded.Clear();
        (item.Charset ?? CharacterSet.Default).Decode(text, Vr.LO, decoded);
        block.Creator = InternCreator(decoded.Count == 0 ? text : decoded[0]);
    }

    private ulong InternCreator(ReadOnlySpan<byte> text)
    {
        var known = creators.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (known.TryGetValue(text, out var cell, out _))
            return cell;
        cell = AddClean(text);
        creators.TryAdd(cell, 0);
        return cell;
    }

    private void ClosePrivateBlocks(ref ItemFrame item)
    {
        isBeyondKnown = true;
        for (var i = item.BlockStart; i < blockCount; i++)
        {
            ref var block = ref blocks[i];
            if (block.Count == 0)
                continue;
            if (block.Creator == NoCreator)
                block.Creator = CreatorOfOuter(block.Key);
            if (block.Creator == NoCreator)
                withoutCreator += block.Count;
            else
                creators[block.Creator] += block.Count;
        }

        if (batch.PrivateValues is { } list)
            NameCreators(ref item, list);
        if (blockCount - item.BlockStart > MostScanned)
        {
            for (var i = item.BlockStart; i < blockCount; i++)
                blockIndex.Remove((ulong)item.BlockStart << 32 | blocks[i].Key);
        }

        blockCount = item.BlockStart;
        privateCount = item.PrivateStart;
    }

    private void NameCreators(ref ItemFrame item, BookkeepingList list)
    {
        for (var i = item.PrivateStart; i < privateCount; i++)
        {
            var creator = BlockOf(ref item, privateRows[i].Key).Creator;
            if (creator == NoCreator)
                creator = CreatorOfOuter(privateRows[i].Key);
            if (creator != NoCreator)
                list[1].Replace(privateRows[i].Slot, creator);
        }
    }

    /// <summary>Creators do not cross items (PS3.5 7.8.1), yet some writers leave them only in the outer data set.</summary>
    private ulong CreatorOfOuter(uint key)
    {
        for (var i = depth - 2; i >= 0 && i >= depth - 2 - OuterItemsTried; i--)
        {
            var found = FindBlock(items[i].BlockStart, items[i + 1].BlockStart, key);
            if (found >= 0 && blocks[found].Creator != NoCreator)
                return blocks[found].Creator;
        }

        return NoCreator;
    }

    private void WritePrivateTags()
    {
        var list = batch.Private;
        if (withoutCreator > 0)
            list[1].Append(list.Add(), (ulong)withoutCreator);
        // In which order they came may depend on what is kept of them.
        var found = 0;
        if (creatorCounts.Length < creators.Count)
            Array.Resize(ref creatorCounts, Math.Max(creators.Count, 2 * creatorCounts.Length));
        foreach (var (creator, count) in creators)
        {
            if (count > 0)
                creatorCounts[found++] = (creator, count);
        }

        var sorted = creatorCounts.AsSpan(0, found);
        if (found > 1)
            sorted.Sort(byCreator);
        foreach (var (creator, count) in sorted)
        {
            var entry = list.Add();
            list[0].Append(entry, creator);
            list[1].Append(entry, (ulong)count);
        }
    }

    /// <summary>Compares cells as the creators that they hold.</summary>
    private sealed class CreatorText(Flattener owner) : IEqualityComparer<ulong>, IAlternateEqualityComparer<ReadOnlySpan<byte>, ulong>
    {
        public bool Equals(ulong x, ulong y) => x == y || owner.batch.Heap[x].SequenceEqual(owner.batch.Heap[y]);

        public bool Equals(ReadOnlySpan<byte> alternate, ulong other) => owner.batch.Heap[other].SequenceEqual(alternate);

        public int GetHashCode(ulong cell) => GetHashCode(owner.batch.Heap[cell]);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public ulong Create(ReadOnlySpan<byte> alternate) => owner.AddClean(alternate);
    }
}
