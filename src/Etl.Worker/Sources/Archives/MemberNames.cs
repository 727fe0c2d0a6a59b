using System.Text;

namespace Etl.Worker.Sources.Archives;

/// <summary>
/// Makes fragments of URIs from the names of an archive's members. A name only identifies: nothing is ever written to it, so that
/// <c>../</c>, a leading slash and a backslash mean nothing here.
/// </summary>
internal sealed class MemberNames
{
    private const string Hex = "0123456789ABCDEF";

    /// <summary>How often each name came, by a hash: at worst another name gets a number that it does not need.</summary>
    private readonly Dictionary<ulong, int> seen = [];

    /// <summary>The fragment of a name in UTF-8: whatever is not unreserved or a slash is percent-encoded, byte by byte.</summary>
    internal static string Encode(ReadOnlySpan<byte> name)
    {
        var text = new StringBuilder(name.Length + 16);
        foreach (var b in name)
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'/' or (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~')
                text.Append((char)b);
            else
                text.Append('%').Append(Hex[b >> 4]).Append(Hex[b & 15]);
        }

        return text.ToString();
    }

    /// <summary>The name itself the first time, and <c>name#2</c>, <c>name#3</c> from then on.</summary>
    internal string Tell(string fragment) => Count(fragment) is > 1 and var number ? $"{fragment}#{number}" : fragment;

    /// <summary>How often the name has come, this time included.</summary>
    internal int Count(string fragment)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in fragment)
            hash = (hash ^ c) * 1099511628211UL;
        ref var count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(seen, hash, out _);
        return ++count;
    }
}
