using System.Text;
using Etl.Worker.Jobs;

namespace Etl.Worker.Web.Data;

/// <summary>Which refreshes: a condition on the relation <c>runs</c> of <see cref="RefreshHistory"/>, and its values.</summary>
internal sealed class RunFilter
{
    /// <summary>The parameters of the address that choose.</summary>
    public static readonly IReadOnlyList<string> Names = ["q", "outcome", "trigger", "schedule", "error"];

    private readonly StringBuilder condition = new("true");
    private readonly List<object?> values = [];

    public RunFilter(Filter filter)
    {
        if (filter.Text("q") is { } words)
            Add("contains(lower(concat_ws(' ', refresh_id, outcome, error, error_message, schedule, array_to_string(sources, ' '))), lower($))", words);
        foreach (var (name, column) in new[] { ("outcome", "outcome"), ("trigger", "triggered_by"), ("schedule", "schedule"), ("error", "error") })
        {
            if (filter.Text(name) is { } text)
                Add($"{column} = $", text);
        }
    }

    public string Condition => condition.ToString();

    public IReadOnlyList<object?> Values => values;

    /// <summary>One more value; its place in the text, such as <c>$3</c>.</summary>
    public string Bind(object value)
    {
        values.Add(value);
        return $"${values.Count}";
    }

    private void Add(string text, object value) => condition.Append(" and ").Append(text.Replace("$", Bind(value), StringComparison.Ordinal));
}
