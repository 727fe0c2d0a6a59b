using System.Text.Json;
using Etl.Schema.Deflate;
using Etl.Schema.Tests.Values;

namespace Etl.Schema.Tests.Deflate;

/// <summary>Python's zlib, another implementation than the runtime's: streams that it writes and, changed at a byte, reads.</summary>
public sealed class PythonDeflateTests
{
    // A line of JSON a stream: its bytes, what comes out of it byte after byte, how it ends, and bytes taken.
    private const string Make =
        """
        import json, random, zlib
        rnd = random.Random(SEED)
        def read(data):
            d = zlib.decompressobj(-15); out = bytearray()
            try:
                for i in range(len(data)):
                    chunk = data[i:i + 1]
                    while not d.eof:
                        got = d.decompress(chunk, 1); chunk = d.unconsumed_tail; out += got
                        if not got and not chunk: break
                    if d.eof: return out, 'Stream', i + 1
            except zlib.error: return out, 'Broken', 0
            return out, 'Truncated', 0
        def say(data):
            out, end, taken = read(data)
            print(json.dumps([data.hex(), out.hex(), end, taken]))
        text = b' '.join(b'%08X UI 1.2.840.%d' % (i, rnd.randrange(10 ** rnd.randrange(1, 9))) for i in range(60))
        kinds = [b'', bytes(2000), rnd.randbytes(300), text, bytes(i * i % 251 for i in range(500)) * 3]
        for kind in kinds:
            for level in 0, 1, 5, 9:
                for strategy in zlib.Z_DEFAULT_STRATEGY, zlib.Z_FILTERED, zlib.Z_HUFFMAN_ONLY, zlib.Z_RLE, zlib.Z_FIXED:
                    for memory in 1, 8:
                        c = zlib.compressobj(level, zlib.DEFLATED, -15, memory, strategy)
                        data = c.compress(kind[:700]) + c.flush(zlib.Z_SYNC_FLUSH) + c.compress(kind[700:]) + c.flush()
                        say(data)
                        say(data + bytes(9))
                        for _ in range(12):
                            at = rnd.randrange(len(data))
                            say(data[:at] + bytes([rnd.randrange(256)]) + data[at + 1:])
        """;

    [PythonTheory]
    [InlineData(3)]
    public void Stream_WholeOrWithAByteChanged_GivesWhatPythonReads(int seed)
    {
        var inflater = new Inflater();
        var ends = new HashSet<InflateEnd>();
        foreach (var line in Python.Run(Make.Replace("SEED", $"{seed}", StringComparison.Ordinal)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var read = JsonDocument.Parse(line);
            var end = inflater.Inflate(Convert.FromHexString(read.RootElement[0].GetString()!), int.MaxValue);
            var expected = (Convert.FromHexString(read.RootElement[1].GetString()!), Enum.Parse<InflateEnd>(read.RootElement[2].GetString()!), read.RootElement[3].GetInt32());
            Zlib.AssertEqual(expected, inflater, end);
            ends.Add(end);
        }

        Assert.Equal(3, ends.Count);
    }
}
