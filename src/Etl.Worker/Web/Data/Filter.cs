using Microsoft.AspNetCore.Http;

namespace Etl.Worker.Web.Data;

/// <summary>What a page or an API address is asked for, by name: the query of the address, some of it perhaps set by the page.</summary>
public sealed class Filter
{
    private readonly List<(string Name, string Value)> values = [];

    public Filter(IQueryCollection query)
    {
        foreach (var (name, texts) in query)
            foreach (var text in texts)
                if (!string.IsNullOrEmpty(text))
                    values.Add((name, text));
    }

    private Filter(IEnumerable<(string, string)> values) => this.values.AddRange(values);

    public IReadOnlyList<(string Name, string Value)> Pairs => values;

    public string? Text(string name) => values.FirstOrDefault(pair => pair.Name == name).Value;

    public IReadOnlyList<string> Texts(string name) => [.. values.Where(pair => pair.Name == name).Select(pair => pair.Value)];

    public bool Has(string name, string value) => values.Contains((name, value));

    /// <summary>With this value alone under the name; null takes the name out.</summary>
    public Filter With(string name, string? value)
    {
        var others = values.Where(pair => pair.Name != name);
        return new Filter(value is null ? others : others.Append((name, value)));
    }

    /// <summary>With the value added if it was missing, without it if it was there.</summary>
    public Filter Toggled(string name, string value) =>
        new(Has(name, value) ? values.Where(pair => pair != (name, value)) : values.Append((name, value)));

    public Filter Without(params ReadOnlySpan<string> names)
    {
        var kept = new List<(string, string)>();
        foreach (var pair in values)
            if (!names.Contains(pair.Name))
                kept.Add(pair);
        return new Filter(kept);
    }

    public Filter Only(IEnumerable<string> names) => new(values.Where(pair => names.Contains(pair.Name)));

    public string Url(string path) => Markup.PageUrl.Of(path, values.Select(pair => (pair.Name, (string?)pair.Value)));
}
