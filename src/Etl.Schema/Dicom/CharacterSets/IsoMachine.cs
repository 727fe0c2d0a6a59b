namespace Etl.Schema.Dicom.CharacterSets;

/// <summary>
/// Code extension by ISO 2022 escape sequences (PS3.5 6.1.2.4 and 6.1.2.5), one pass over an element. At the start of each value, and
/// after each delimiter and line end, G0 is ASCII and G1 the right half of the first declared set.
/// </summary>
internal sealed class IsoMachine(CodeElement initialG1, uint declared, CodeElement fallback)
{
    public CodeElement InitialG1 => initialG1;

    public void Decode(ReadOnlySpan<byte> raw, Vr vr, DecodedText output)
    {
        var run = new Run(this, vr, output);
        output.Reserve(checked(raw.Length * 3));
        while (!raw.IsEmpty)
            raw = raw[run.Step(raw)..];
        output.EndValue();
    }

    // JIS X 0201 is declared as one term: its romaji needs no check, as it is ASCII here.
    private bool IsDeclared(CodeElement element) => element == CodeElement.Ascii || (declared & 1u << (int)element) != 0;

    private ref struct Run(IsoMachine machine, Vr vr, DecodedText output)
    {
        private readonly bool splits = !vr.IsSingleText();
        private readonly char[]? initialTable = TableOf(machine.InitialG1);
        private CodeElement g0 = CodeElement.Ascii;
        private CodeElement g1 = machine.InitialG1;
        private CodeElement lastG1 = machine.InitialG1;
        private char[]? g1Table = TableOf(machine.InitialG1);

        // Returns the number of bytes consumed, at least 1.
        public int Step(ReadOnlySpan<byte> text)
        {
            var b = text[0];
            if (b >= 0x80)
                return StepRight(text);
            if (b == EscapeSequence.Esc)
                return StepEscape(text);
            if (b < 0x20)
                return StepControl(b);
            return g0 == CodeElement.Ascii ? StepAscii(b) : StepPair(text);
        }

        private int StepAscii(byte b)
        {
            if (b == '\\' && splits)
            {
                output.EndValue();
                Reset();
                lastG1 = machine.InitialG1;
                return 1;
            }

            output.AppendByte(b);
            if (b is (byte)'^' or (byte)'=' && vr == Vr.PN)
                Reset();
            return 1;
        }

        private int StepPair(ReadOnlySpan<byte> text)
        {
            if (text[0] is 0x20 or 0x7F)
            {
                output.AppendByte(text[0]);
                return 1;
            }

            if (text.Length < 2 || text[1] is < 0x21 or > 0x7E)
            {
                Fail(IssueCode.CharsetDecodeError);
                return 1;
            }

            Append(CodeTables.Pair(g0, (byte)(text[0] | 0x80), (byte)(text[1] | 0x80)));
            return 2;
        }

        private readonly int StepRight(ReadOnlySpan<byte> text)
        {
            if (g1Table != null)
            {
                Append(g1Table[text[0] - 0x80]);
                return 1;
            }

            if (g1 != CodeElement.None)
                return StepRightPair(g1, text);

            // Writers that do not repeat the escape after a delimiter, or never wrote one.
            output.Note(IssueCode.EscapeMissing);
            var element = lastG1 != CodeElement.None ? lastG1 : machine.Fallback;
            if (element.IsDoubleByte())
                return StepRightPair(element, text);
            Append(CodeTables.RightHalf(element)[text[0] - 0x80]);
            return 1;
        }

        private readonly int StepRightPair(CodeElement element, ReadOnlySpan<byte> text)
        {
            var character = text.Length > 1 ? CodeTables.Pair(element, text[0], text[1]) : '\0';
            Append(character);
            return character == '\0' && (text.Length < 2 || text[1] < 0x80) ? 1 : 2;
        }

        private int StepEscape(ReadOnlySpan<byte> text)
        {
            if (!EscapeSequence.TryRead(text, out var element, out var isG1, out var length))
            {
                Fail(IssueCode.EscapeInvalid);
                return 1;
            }

            if (!machine.IsDeclared(element))
                output.Note(IssueCode.EscapeUndeclared);
            if (!isG1)
            {
                g0 = element;
                return length;
            }

            g1 = lastG1 = element;
            g1Table = TableOf(element);
            return length;
        }

        private int StepControl(byte b)
        {
            output.AppendByte(b);
            if (b is not (0x09 or 0x0A or 0x0C or 0x0D))
                return 1;
            if (g0 != CodeElement.Ascii)
                output.Note(IssueCode.EscapeMissing);
            Reset();
            return 1;
        }

        private void Reset()
        {
            g0 = CodeElement.Ascii;
            g1 = machine.InitialG1;
            g1Table = initialTable;
        }

        private readonly void Append(char character)
        {
            if (character == '\0')
                Fail(IssueCode.CharsetDecodeError);
            else
                output.AppendChar(character);
        }

        private readonly void Fail(IssueCode code)
        {
            output.Note(code);
            output.AppendChar('\uFFFD');
        }

        private static char[]? TableOf(CodeElement element) =>
            element is CodeElement.None or CodeElement.Ascii || element.IsDoubleByte() ? null : CodeTables.RightHalf(element);
    }

    /// <summary>What reads bytes above 7F when no escape has put anything into G1.</summary>
    private CodeElement Fallback => fallback;
}
