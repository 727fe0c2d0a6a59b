using Etl.Schema.Dicom;
using Etl.Schema.Dicom.CharacterSets;
using Etl.Schema.Values;

namespace Etl.Schema.Columns;

/// <summary>Private data elements (PS3.5 7.8): counted by creator, and kept as text where the batch asks for it.</summary>
public sealed partial class Flattener
{
    /// <summary>Blocks of one item that are looked through one by one; the ones behind them are found by <see cref="moreBlocks"/>.</summary>
    private const int FewBlocks = 32;

    private const int OuterBlocksTried = 1024;
    private readonly Dictionary<ulong, long> creators = [];
    private readonly Dictionary<ulong, ulong> creatorCells = [];
    private readonly Dictionary<ulong, int> moreBlocks = [];
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
            CountPrivate(ref item, reader);
        if (batch.PrivateValues is { } list)
        {
            var entry = AddForeign(list, item.Path.Child(reader.Tag), 0, 2, 3, 4, ref item, reader, raw);
            if (privateCount == privateRows.Length)
                Array.Resize(ref privateRows, privateRows.Length * 2);
            privateRows[privateCount++] = (list[1].Append(entry, ColumnBuilder.NullCell), KeyOf(reader.Tag));
        }
    }

    private static uint KeyOf(Tag tag) => (uint)tag.Group << 16 | (uint)(tag.Element >> 8);

    private void CountPrivate(ref ItemFrame item, DicomReader reader)
    {
        BlockOf(ref item, KeyOf(reader.Tag)).Count++;
    }

    private ref PrivateBlock BlockOf(ref ItemFrame item, uint key)
    {
        for (var i = Math.Min(blockCount, item.BlockStart + FewBlocks) - 1; i >= item.BlockStart; i--)
        {
            if (blocks[i].Key == key)
                return ref blocks[i];
        }

        if (blockCount >= item.BlockStart + FewBlocks)
        {
            if (moreBlocks.TryGetValue((ulong)item.BlockStart << 32 | key, out var found))
                return ref blocks[found];
            moreBlocks.Add((ulong)item.BlockStart << 32 | key, blockCount);
        }

        if (blockCount == blocks.Length)
            Array.Resize(ref blocks, blocks.Length * 2);
        blocks[blockCount] = new PrivateBlock { Key = key, Creator = ulong.MaxValue };
        return ref blocks[blockCount++];
    }

    private void SetCreator(ref ItemFrame item, Tag tag, ReadOnlySpan<byte> raw)
    {
        ref var block = ref BlockOf(ref item, (uint)tag.Group << 16 | tag.Element);
        var text = raw.Trim("\0 "u8);
        if (block.Creator != ulong.MaxValue || text.IsEmpty)
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

    /// <summary>The same creator is one cell in a row, so that cells compare as creators do.</summary>
    private ulong InternCreator(ReadOnlySpan<byte> text)
    {
        var room = batch.Heap.Reserve(text.Length * ControlCharacters.MaxGrowth);
        var clean = room[..ControlCharacters.Sanitize(text, room)];
        var hash = new HashCode();
        hash.AddBytes(clean);
        var key = (ulong)(uint)hash.ToHashCode();
        ulong cell;
        for (; creatorCells.TryGetValue(key, out cell); key += 1UL << 32)
        {
            if (batch.Heap[cell].SequenceEqual(clean))
                return cell;
        }

        cell = batch.Heap.Take(clean.Length);
        creatorCells.Add(key, cell);
        creators.Add(cell, 0);
        return cell;
    }

    private void ClosePrivateBlocks(ref ItemFrame item)
    {
        for (var i = item.BlockStart; i < blockCount; i++)
        {
            ref var block = ref blocks[i];
            if (block.Count == 0)
                continue;
            if (block.Creator == ulong.MaxValue)
                block.Creator = CreatorOfOuter(item.BlockStart, block.Key);
            creators[block.Creator] = creators.GetValueOrDefault(block.Creator) + block.Count;
        }

        if (batch.PrivateValues is { } list)
            NameCreators(ref item, list);
        for (var i = item.BlockStart + FewBlocks; i < blockCount; i++)
            moreBlocks.Remove((ulong)item.BlockStart << 32 | blocks[i].Key);
        blockCount = item.BlockStart;
        privateCount = item.PrivateStart;
    }

    private void NameCreators(ref ItemFrame item, BookkeepingList list)
    {
        for (var i = item.PrivateStart; i < privateCount; i++)
        {
            var creator = BlockOf(ref item, privateRows[i].Key).Creator;
            if (creator == ulong.MaxValue)
                creator = CreatorOfOuter(item.BlockStart, privateRows[i].Key);
            if (creator != ulong.MaxValue)
                list[1].Replace(privateRows[i].Slot, creator);
        }
    }

    /// <summary>Creators do not cross items (PS3.5 7.8.1), yet some writers leave them only in the outer data set.</summary>
    private ulong CreatorOfOuter(int before, uint key)
    {
        for (var i = before - 1; i >= 0 && i >= before - OuterBlocksTried; i--)
        {
            if (blocks[i].Key == key && blocks[i].Creator != ulong.MaxValue)
                return blocks[i].Creator;
        }

        return ulong.MaxValue;
    }

    private void WritePrivateTags()
    {
        var list = batch.Private;
        foreach (var (creator, count) in creators)
        {
            if (count == 0)
                continue;
            var entry = list.Add();
            if (creator != ulong.MaxValue)
                list[0].Append(entry, creator);
            list[1].Append(entry, (ulong)count);
        }
    }
}
