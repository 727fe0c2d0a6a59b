using System.IO.Compression;
using System.Text;

namespace Etl.Worker.Sources.Manifests;

/// <summary>The lines of a text file, compressed with gzip or not, in memory that does not depend on what is in it.</summary>
internal sealed class ListLines : IDisposable
{
    /// <summary>Longer lines are cut: a key has at most 1,024 bytes.</summary>
    internal const int MostCharacters = 32 << 10;

    private readonly StreamReader reader;
    private readonly char[] buffer = new char[16 << 10];
    private readonly StringBuilder line = new();
    private int next, count;
    private bool isBehindReturn;

    /// <param name="file">Is closed with this object.</param>
    internal ListLines(Stream file)
    {
        Span<byte> start = stackalloc byte[2];
        var isGzip = file.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start[0] == 0x1F && start[1] == 0x8B;
        file.Position = 0;
        reader = new StreamReader(isGzip ? new GZipStream(file, CompressionMode.Decompress) : file, Encoding.UTF8);
    }

    /// <summary>Number of the latest line, from 1.</summary>
    internal long Number { get; private set; }

    /// <summary>The latest line was longer than may be; its end was skipped.</summary>
    internal bool IsCut { get; private set; }

    /// <summary>The next line without its end; null after the last.</summary>
    /// <exception cref="InvalidDataException">It is no gzip after all.</exception>
    internal string? Read()
    {
        line.Clear();
        IsCut = false;
        var any = false;
        while (Fill())
        {
            any = true;
            var rest = buffer.AsSpan(next, count - next);
            if (isBehindReturn && rest[0] == '\n')
            {
                (isBehindReturn, any) = (false, line.Length > 0);
                next++;
                continue;
            }

            isBehindReturn = false;
            var end = rest.IndexOfAny('\r', '\n');
            Append(end < 0 ? rest : rest[..end]);
            next += end < 0 ? rest.Length : end + 1;
            if (end < 0)
                continue;
            isBehindReturn = rest[end] == '\r';
            Number++;
            return line.ToString();
        }

        if (!any)
            return null;
        Number++;
        return line.ToString();
    }

    public void Dispose() => reader.Dispose();

    private bool Fill()
    {
        if (next < count)
            return true;
        (next, count) = (0, reader.Read(buffer, 0, buffer.Length));
        return count > 0;
    }

    private void Append(ReadOnlySpan<char> text)
    {
        var room = MostCharacters - line.Length;
        IsCut |= text.Length > room;
        line.Append(text[..Math.Min(room, text.Length)]);
    }
}
