using System.Text;
using System.Text.Json;

namespace Etl.Worker.Configuration;

/// <summary>A value of the file with its place, or one that the environment or the command line put in its stead.</summary>
internal sealed record ConfigNode(string Path, ConfigOrigin Origin, JsonTokenType Kind)
{
    /// <summary>Of a string or a number.</summary>
    internal string Text { get; init; } = "";

    /// <summary>Of an object, in order; names may come twice.</summary>
    internal List<(string Name, ConfigNode Value)> Members { get; init; } = [];

    /// <summary>Of an array.</summary>
    internal List<ConfigNode> Items { get; init; } = [];

    /// <summary>The text says what the value is, as that of an environment variable.</summary>
    internal bool IsLoose { get; init; }

    internal string Word => Kind switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => $"\"{Text}\"",
        JsonTokenType.Number => Text,
        JsonTokenType.Null => "null",
        _ => Kind == JsonTokenType.True ? "true" : "false",
    };

    /// <summary>Comments and trailing commas are taken.</summary>
    /// <exception cref="JsonException">It is no JSON; the exception has the line.</exception>
    internal static ConfigNode Parse(byte[] json, string file)
    {
        var lines = new List<int> { 0 };
        for (var i = 0; i < json.Length; i++)
        {
            if (json[i] == '\n')
                lines.Add(i + 1);
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 16 });
        reader.Read();
        var root = Read(ref reader, "", file, lines);
        // What follows the value is an error of the reader's.
        reader.Read();
        return root;
    }

    internal static string Below(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static ConfigNode Read(ref Utf8JsonReader reader, string path, string file, List<int> lines)
    {
        var at = lines.BinarySearch((int)reader.TokenStartIndex);
        var node = new ConfigNode(path, ConfigOrigin.File(file, at >= 0 ? at + 1 : ~at), reader.TokenType);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var name = reader.GetString()!;
                    reader.Read();
                    node.Members.Add((name, Read(ref reader, Below(path, name), file, lines)));
                }

                return node;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    node.Items.Add(Read(ref reader, $"{path}[{node.Items.Count}]", file, lines));
                return node;
            case JsonTokenType.String:
                return node with { Text = reader.GetString()! };
            case JsonTokenType.Number:
                return node with { Text = Encoding.UTF8.GetString(reader.ValueSpan) };
            default:
                return node;
        }
    }
}

/// <summary>Where a value comes from.</summary>
/// <param name="Kind"><c>default</c>, <c>file</c>, <c>environment</c> or <c>command line</c>.</param>
/// <param name="Place">File and line, the variable's name, the option.</param>
public sealed record ConfigOrigin(string Kind, string Place)
{
    internal static readonly ConfigOrigin Default = new("default", "");

    internal static ConfigOrigin File(string file, int line) => new("file", $"{file}:{line}");

    internal static ConfigOrigin Environment(string variable) => new("environment", variable);

    internal static ConfigOrigin CommandLine(string option) => new("command line", option);

    public override string ToString() => Place.Length == 0 ? Kind : $"{Kind} {Place}";
}
