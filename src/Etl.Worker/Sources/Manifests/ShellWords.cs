using System.Text;

namespace Etl.Worker.Sources.Manifests;

/// <summary>The words of a command line, as a shell takes quotes and backslashes.</summary>
internal static class ShellWords
{
    /// <summary>The words; null where a quote stays open.</summary>
    internal static IReadOnlyList<string>? Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (isOpen, quote) = (false, '\0');
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (isOpen)
                    words.Add(word.ToString());
                word.Clear();
                isOpen = false;
                continue;
            }

            isOpen = true;
            if (c == quote)
                quote = '\0';
            else if (quote == '\0' && c is '"' or '\'')
                quote = c;
            else if (c == '\\' && quote != '\'' && i + 1 < line.Length)
                word.Append(line[++i]);
            else
                word.Append(c);
        }

        if (quote != '\0')
            return null;
        if (isOpen)
            words.Add(word.ToString());
        return words;
    }
}
