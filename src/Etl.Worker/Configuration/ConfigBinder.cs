using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Etl.Worker.Cli;
using Etl.Worker.Sources;

namespace Etl.Worker.Configuration;

/// <summary>Turns the tree of the file into the records, and notes each problem and where each value comes from.</summary>
internal sealed class ConfigBinder
{
    private readonly List<ConfigProblem> problems = [];
    private readonly List<ConfigValue> values = [];

    internal IReadOnlyList<ConfigProblem> Problems => problems;

    /// <summary>Every value that is not an object, in the order of the records.</summary>
    internal IReadOnlyList<ConfigValue> Values => values;

    /// <param name="type">A record of settings.</param>
    /// <param name="node">What the file says of it, or null.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="folder">What paths without an origin in a file are meant from.</param>
    internal object Bind(Type type, ConfigNode? node, string path, string folder)
    {
        var record = Activator.CreateInstance(type)!;
        var settings = ConfigSetting.Of(type);
        if (node is not null && node.Kind != JsonTokenType.StartObject)
        {
            Expect(node, "an object");
            node = null;
        }

        foreach (var repeated in node?.Members.GroupBy(m => m.Name).Where(g => g.Count() > 1) ?? [])
            problems.Add(new(repeated.Last().Value.Path, repeated.Last().Value.Origin, "is given twice."));
        foreach (var (name, value) in node?.Members ?? [])
        {
            if (settings.All(s => s.Name != name))
                problems.Add(new(value.Path, value.Origin, "is no setting." + Suggestion(name, settings)));
        }

        foreach (var setting in settings)
            Bind(record, setting, node?.Members.FindLast(m => m.Name == setting.Name).Value, ConfigNode.Below(path, setting.Name), node, folder);
        return record;
    }

    private void Bind(object record, ConfigSetting setting, ConfigNode? node, string path, ConfigNode? parent, string folder)
    {
        var fallback = setting.Property.GetValue(record);
        if (node is null && setting.Attribute.IsRequired)
            problems.Add(new(path, parent?.Origin ?? ConfigOrigin.Default, "is missing."));
        if (setting.IsSection)
        {
            setting.Property.SetValue(record, Bind(setting.Type, node, path, folder));
            return;
        }

        if (setting.IsSectionList)
        {
            setting.Property.SetValue(record, Sections(setting, node, path, folder));
            return;
        }

        var isGiven = node is not null && node.Kind != JsonTokenType.Null;
        var value = isGiven ? Value(setting, node!, folder) : setting.Attribute.IsPath && fallback is string text ? Path.GetFullPath(text, folder) : fallback;
        if (value is not null || !isGiven)
            setting.Property.SetValue(record, value);
        values.Add(new(path, setting.Attribute.IsSecret && value is not null ? "***" : ConfigSetting.Text(value), node?.Origin ?? ConfigOrigin.Default));
    }

    private IList Sections(ConfigSetting setting, ConfigNode? node, string path, string folder)
    {
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(setting.Type))!;
        if (node is not null && node.Kind != JsonTokenType.StartArray)
            Expect(node, "an array of objects");
        foreach (var item in node?.Items ?? [])
            list.Add(Bind(setting.Type, item, item.Path, folder));
        if (list.Count == 0)
            values.Add(new(path, "[]", node?.Origin ?? ConfigOrigin.Default));
        return list;
    }

    private object? Value(ConfigSetting setting, ConfigNode node, string folder)
    {
        if (!setting.IsList)
            return Scalar(setting, node, folder);
        // In a variable of the environment a list is parted by commas.
        var items = node.IsLoose
            ? node.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(t => node with { Text = t }).ToList()
            : node.Items;
        if (!node.IsLoose && node.Kind != JsonTokenType.StartArray)
            return Expect(node, "an array");
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(setting.Type))!;
        foreach (var item in items.Select(item => Scalar(setting, item, folder)))
        {
            if (item is not null)
                list.Add(item);
        }

        return list;
    }

    private object? Scalar(ConfigSetting setting, ConfigNode node, string folder)
    {
        var type = setting.Type;
        var isText = node.IsLoose || node.Kind == JsonTokenType.String;
        if (type == typeof(string))
            return !isText ? Expect(node, "a text") : setting.Attribute.IsPath ? SourceOptions.WithFullPath(node.Text, node.IsLoose ? Directory.GetCurrentDirectory() : folder) : node.Text;
        if (type == typeof(bool))
        {
            return node.Kind is JsonTokenType.True or JsonTokenType.False ? node.Kind == JsonTokenType.True
                : node.IsLoose && bool.TryParse(node.Text, out var truth) ? truth : Expect(node, "true or false");
        }

        if (type == typeof(int))
        {
            var (least, most) = (setting.Attribute.Least, Math.Min(setting.Attribute.Most, int.MaxValue));
            return (node.IsLoose || node.Kind == JsonTokenType.Number)
                && long.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                ? (int)number : Expect(node, $"a whole number from {least} to {most}");
        }

        if (type == typeof(TimeSpan))
            return isText && Duration.TryParse(node.Text, out var span) && span > TimeSpan.Zero ? span : Expect(node, "a time such as \"30s\", \"5m\", \"12h\" or \"2d\"");
        var names = Enum.GetNames(type).ToDictionary(ConfigSetting.Snake);
        return isText && names.TryGetValue(node.Text, out var member) ? Enum.Parse(type, member) : Expect(node, $"one of {string.Join(", ", names.Keys)}");
    }

    private object? Expect(ConfigNode node, string what)
    {
        problems.Add(new(node.Path, node.Origin, $"is {node.Word}; {what} was expected."));
        return null;
    }

    private static string Suggestion(string name, IReadOnlyList<ConfigSetting> settings) =>
        Spelling.Nearest(name, settings.Select(s => s.Name)) is { } near ? $" Did you mean \"{near}\"?" : $" There are {string.Join(", ", settings.Select(s => s.Name))}.";
}

/// <param name="Path">Of the setting, such as <c>schedules[0].cron</c>.</param>
/// <param name="Origin">Where it was given.</param>
/// <param name="Message">What is wrong with it.</param>
internal sealed record ConfigProblem(string Path, ConfigOrigin Origin, string Message)
{
    public override string ToString() => Path.Length == 0 ? $"{Origin.Place}: {Message}" : Origin.Place.Length == 0 ? $"{Path} {Message}" : $"{Origin.Place}: {Path} {Message}";
}

/// <param name="Path">Of the setting.</param>
/// <param name="Text">As JSON; <c>***</c> for a secret.</param>
/// <param name="Origin">Where it comes from.</param>
public sealed record ConfigValue(string Path, string Text, ConfigOrigin Origin);
