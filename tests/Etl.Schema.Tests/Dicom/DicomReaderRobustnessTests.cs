using Etl.Schema.Dicom;

namespace Etl.Schema.Tests.Dicom;

/// <summary>What holds for any bytes: the cut of windows does not matter, tokens balance, offsets ascend, and a reason is given for the end.</summary>
public sealed class DicomReaderRobustnessTests
{
    private const int LargestByteByByte = 4096;

    public static TheoryData<string> Cases => DicomCases.All;

    [SharedTheory]
    [MemberData(nameof(Cases))]
    public void AnyCutOfWindows_ReadsTheSame(string id)
    {
        var bytes = DicomCases.Bytes(id);
        CheckCuts(bytes);
    }

    [SharedFact]
    public void CorpusHeaders_ReadTheSameInAnyCut()
    {
        foreach (var path in SharedMaterial.CorpusFiles().Where((_, i) => i % 9 == 0))
        {
            var bytes = File.ReadAllBytes(path);
            if (bytes.Length < 16 << 20)
                CheckCuts(bytes);
        }
    }

    [SharedTheory]
    [MemberData(nameof(Cases))]
    public void EveryPrefix_EndsWithAReason(string id)
    {
        var bytes = DicomCases.Bytes(id);
        var step = Math.Max(1, bytes.Length / 400);
        for (var length = 0; length < bytes.Length; length += step)
            CheckInvariants(bytes[..length]);
    }

    [SharedFact]
    public void MutatedCases_KeepTheInvariants()
    {
        const int inputs = 20_000;
        var random = new Random(20_261_121);
        var seeds = DicomCases.Ids.Select(DicomCases.Bytes).Where(bytes => bytes.Length < 2048).ToArray();
        for (var i = 0; i < inputs; i++)
        {
            var mutated = Mutation.Of(seeds[random.Next(seeds.Length)], random);
            try
            {
                CheckInvariants(mutated);
                if (i % 20 == 0)
                    CheckCuts(mutated);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Input {i}: {Convert.ToHexString(mutated)}", exception);
            }
        }
    }

    [SharedFact]
    public void ReusedReader_RemembersNothing()
    {
        var reused = new DicomReader();
        foreach (var bytes in DicomCases.Ids.Concat(DicomCases.Ids.Reverse()).Select(DicomCases.Bytes))
            Same(Reading.Of(bytes), Reading.Of(bytes, reused: reused));
    }

    [Fact]
    public void PlainObject_AllocatesNothing()
    {
        var bytes = Bytes.Explicit("08004011 5351 0000 FFFFFFFF FEFF00E0 FFFFFFFF 08005011 5549 0600 312E322E3300 FEFF0DE0 00000000 FEFFDDE0 00000000");
        var reader = new DicomReader();
        var log = new IssueLog();
        Walk();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Walk();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(StopReason.Eof, reader.StopReason);

        void Walk()
        {
            reader.Reset(log, bytes.Length);
            while (reader.Read(bytes, 0) != DicomToken.End)
            {
            }
        }
    }

    private static void CheckCuts(byte[] bytes)
    {
        var whole = Reading.Of(bytes);
        Same(whole, Reading.Of(bytes, Windows.AsAsked));
        var withoutLength = Reading.Of(bytes, Windows.AsAskedWithoutLength);
        if (bytes.Length <= LargestByteByByte)
        {
            Same(whole, Reading.Of(bytes, Windows.ByteByByte));
            Same(withoutLength, Reading.Of(bytes, Windows.ByteByByteWithoutLength));
        }

        // Without a length nobody looks behind pixel data.
        if (withoutLength.Stop != StopReason.Pixel)
            Same(whole, withoutLength);
    }

    private static void Same(Reading expected, Reading actual)
    {
        Assert.Equal(expected.Tokens, actual.Tokens);
        Assert.Equal(expected.Issues, actual.Issues);
        Assert.Equal((expected.Stop, expected.HeaderEnd), (actual.Stop, actual.HeaderEnd));
    }

    private static void CheckInvariants(byte[] bytes)
    {
        var reading = Reading.Of(bytes);
        Assert.NotEqual(StopReason.None, reading.Stop);
        Assert.InRange(reading.HeaderEnd, 0, reading.Length);
        var open = new Stack<(DicomToken Kind, uint Tag)>();
        long last = -1;
        foreach (var token in reading.Tokens.SkipWhile(token => token.IsMeta))
        {
            Assert.InRange(token.HeaderOffset, last, reading.Length);
            last = token.HeaderOffset;
            switch (token.Kind)
            {
                case DicomToken.SequenceStart:
                case DicomToken.ItemStart:
                    open.Push((token.Kind, token.Tag));
                    break;
                case DicomToken.SequenceEnd:
                    Assert.Equal((DicomToken.SequenceStart, token.Tag), open.Pop());
                    break;
                case DicomToken.ItemEnd:
                    Assert.Equal(DicomToken.ItemStart, open.Pop().Kind);
                    break;
                default:
                    Assert.True(open.Count == 0 || open.Peek().Kind == DicomToken.ItemStart);
                    Assert.NotEqual(Vr.None, token.Vr);
                    Assert.InRange(token.ValueLength, 0, reading.Length - token.ValueOffset);
                    break;
            }

            var around = open.Count(entry => entry.Kind == DicomToken.ItemStart);
            Assert.Equal(token.Kind == DicomToken.ItemStart ? around - 1 : around, token.Depth);
        }

        Assert.Empty(open);
    }
}
