using System.Collections;
using System.Globalization;
using System.Text;

namespace Etl.Worker.Web.Data;

/// <summary>
/// Answers that one version of the warehouse has given: the same question gets the same answer, without being asked again. Bounded; what
/// was unused for longest goes first.
/// </summary>
internal sealed class AnswerCache
{
    private const long MostTogether = 32 << 20;
    private const long MostOfOne = MostTogether / 64;

    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> byUse = [];
    private long weight;

    /// <summary>Names a question: its text and its values, each with its type and length, so that no two questions share a name.</summary>
    public static string Key(string sql, ReadOnlySpan<object?> parameters)
    {
        var key = new StringBuilder(sql);
        foreach (var parameter in parameters)
        {
            var text = Convert.ToString(parameter, CultureInfo.InvariantCulture) ?? "";
            key.Append(CultureInfo.InvariantCulture, $"\n{parameter?.GetType().Name} {text.Length} {text}");
        }

        return key.ToString();
    }

    public RowSet? Find(string key)
    {
        lock (gate)
        {
            if (!entries.TryGetValue(key, out var node))
                return null;
            byUse.Remove(node);
            byUse.AddFirst(node);
            return node.Value.Rows;
        }
    }

    public void Keep(string key, RowSet rows)
    {
        var size = 2L * key.Length + rows.Sum(row => row.Values.Sum(Weight));
        if (size > MostOfOne)
            return;
        lock (gate)
        {
            if (!entries.TryAdd(key, byUse.AddFirst(new Entry(key, rows, size))))
            {
                byUse.RemoveFirst();
                return;
            }

            for (weight += size; weight > MostTogether; weight -= byUse.Last!.Value.Size, byUse.RemoveLast())
                entries.Remove(byUse.Last!.Value.Key);
        }
    }

    /// <summary>Bytes, roughly.</summary>
    private static long Weight(object? value) => value switch
    {
        null => 8,
        string text => 24 + 2L * text.Length,
        IEnumerable list => 24 + list.Cast<object?>().Sum(Weight),
        _ => 24,
    };

    private sealed record Entry(string Key, RowSet Rows, long Size);
}
