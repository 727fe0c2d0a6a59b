using System.Security.Cryptography;
using Etl.Worker.Sources.Archives;

namespace Etl.Worker.Tests.Sources.Archives;

/// <summary>A member as our reader gives it: its bytes, or why there are none.</summary>
internal sealed record ReadMember(string Fragment, string Version, long Size, byte[] Bytes, ArchiveFault? Fault, string? Message)
{
    internal string Hash => Convert.ToHexStringLower(SHA256.HashData(Bytes));

    /// <summary>Reads an archive to its end, every member whole.</summary>
    internal static List<ReadMember> All(byte[] archive, out ArchiveProblem? problem, ArchiveKind? kind = null, RangeCost? cost = null)
    {
        using var reader = ArchiveReader.Open(kind ?? ArchiveSignature.Of(archive), Ranges(archive), archive.Length, cost ?? RangeCost.LocalFile);
        var members = new List<ReadMember>();
        while (reader.MoveNext(CancellationToken.None))
            members.Add(Read(reader));
        problem = reader.Problem;
        return members;
    }

    /// <summary>The archive's bytes, in pieces as a file or a bucket might give them.</summary>
    internal static ReadRange Ranges(byte[] archive, Action<long, int>? told = null) => (target, offset) =>
    {
        var count = (int)Math.Min(target.Length, Math.Max(0, archive.Length - offset));
        told?.Invoke(offset, count);
        if (count > 0)
            archive.AsSpan((int)offset, count).CopyTo(target);
        return count;
    };

    private static ReadMember Read(IArchiveReader reader)
    {
        var member = reader.Member;
        var none = new ReadMember(member.Fragment, member.Version, member.Size, [], member.Problem?.Fault, member.Problem?.Message);
        if (member.Problem is not null)
            return none;
        try
        {
            var bytes = new MemoryStream();
            var buffer = new byte[10_000];
            for (var offset = 0L; offset < member.Size;)
            {
                var count = reader.Read(buffer, offset);
                Assert.InRange(count, 1, buffer.Length);
                bytes.Write(buffer, 0, count);
                offset += count;
            }

            Assert.Equal(0, reader.Read(buffer, member.Size));
            return none with { Bytes = bytes.ToArray() };
        }
        catch (ArchiveException e)
        {
            return none with { Fault = e.Problem.Fault, Message = e.Problem.Message };
        }
    }
}
