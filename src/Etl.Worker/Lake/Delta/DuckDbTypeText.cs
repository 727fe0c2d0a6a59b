using System.Globalization;

namespace Etl.Worker.Lake.Delta;

/// <summary>
/// The text DuckDB's <c>typeof</c> and <c>describe</c> give for a type, read into a <see cref="DeltaType"/>. A type that Delta's protocol 1/2
/// cannot hold (TIME, TIMESTAMP without zone, unsigned and 128-bit integers, UUID, the untyped NULL) is an error: cast before writing.
/// </summary>
public sealed class DuckDbTypeText
{
    private readonly string text;
    private int at;

    private DuckDbTypeText(string text) => this.text = text;

    /// <exception cref="DeltaException">The text is not a type, or the type has no place in the lake.</exception>
    public static DeltaType Parse(string text)
    {
        var parser = new DuckDbTypeText(text);
        var type = parser.Type();
        parser.SkipSpaces();
        return parser.at == text.Length ? type : throw parser.Unexpected("the end");
    }

    private DeltaType Type()
    {
        var name = Words().ToUpperInvariant();
        DeltaType type = name switch
        {
            "STRUCT" => new DeltaStruct(Fields()),
            "MAP" => Map(),
            "DECIMAL" or "NUMERIC" => Decimal(),
            _ => Primitive(name),
        };
        while (TryTake('['))
        {
            Take(']');
            type = new DeltaArray(type);
        }
        return type;
    }

    private static DeltaPrimitive Primitive(string name)
    {
        if (name == "TIMESTAMPTZ")
            return DeltaType.Timestamp;
        foreach (var primitive in DeltaType.Primitives)
        {
            if (primitive.ToDuckDbType() == name)
                return primitive;
        }
        throw new DeltaException($"DuckDB type {name} has no place in the lake; cast the column before writing.");
    }

    private List<DeltaField> Fields()
    {
        var fields = new List<DeltaField>();
        Take('(');
        do
        {
            var name = Name();
            fields.Add(new DeltaField(name, Type()));
        }
        while (TryTake(','));
        Take(')');
        return fields;
    }

    private DeltaMap Map()
    {
        Take('(');
        var key = Type();
        Take(',');
        var value = Type();
        Take(')');
        return new DeltaMap(key, value);
    }

    private DeltaDecimal Decimal()
    {
        Take('(');
        var precision = Number();
        Take(',');
        var scale = Number();
        Take(')');
        return new DeltaDecimal(precision, scale);
    }

    private string Name()
    {
        SkipSpaces();
        if (at == text.Length || text[at] != '"')
            return Word();
        var name = new System.Text.StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                at++;
                if (at == text.Length || text[at] != '"')
                    return name.ToString();
            }
            name.Append(text[at]);
        }
        throw Unexpected("a closing quote");
    }

    /// <summary>A type's name of one or more words, as in <c>TIMESTAMP WITH TIME ZONE</c>.</summary>
    private string Words()
    {
        var words = Word();
        while (true)
        {
            SkipSpaces();
            if (at == text.Length || !char.IsAsciiLetter(text[at]))
                return words;
            words += " " + Word();
        }
    }

    private string Word()
    {
        SkipSpaces();
        var start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_'))
            at++;
        return at > start ? text[start..at] : throw Unexpected("a name");
    }

    private int Number() =>
        int.TryParse(Word(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Unexpected("a number");

    private void Take(char expected)
    {
        if (!TryTake(expected))
            throw Unexpected($"'{expected}'");
    }

    private bool TryTake(char expected)
    {
        SkipSpaces();
        if (at == text.Length || text[at] != expected)
            return false;
        at++;
        return true;
    }

    private void SkipSpaces()
    {
        while (at < text.Length && text[at] == ' ')
            at++;
    }

    private DeltaException Unexpected(string expected) =>
        new($"DuckDB type text has {(at < text.Length ? $"'{text[at]}'" : "its end")} at {at}; expected {expected}.");
}
