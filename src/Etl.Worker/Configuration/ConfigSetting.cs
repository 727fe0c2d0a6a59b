using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace Etl.Worker.Configuration;

/// <summary>A setting as the records declare it.</summary>
internal sealed record ConfigSetting(string Name, PropertyInfo Property, SettingAttribute Attribute)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal bool IsList => Property.PropertyType.IsGenericType && Property.PropertyType.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);

    /// <summary>Of the value, or of an item of the list.</summary>
    internal Type Type => IsList ? Property.PropertyType.GetGenericArguments()[0] : Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    private bool IsRecord => Type.IsClass && Type != typeof(string);

    internal bool IsSection => IsRecord && !IsList;

    internal bool IsSectionList => IsRecord && IsList;

    internal static IReadOnlyList<ConfigSetting> Of(Type record) =>
    [
        .. from property in record.GetProperties()
           let attribute = property.GetCustomAttribute<SettingAttribute>()
           where attribute is not null
           select new ConfigSetting(Snake(property.Name), property, attribute),
    ];

    internal static string Snake(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0)
                text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    /// <summary>A value as the file would have it.</summary>
    internal static string Text(object? value) => value switch
    {
        null => "null",
        string text => JsonSerializer.Serialize(text, Plain),
        bool truth => truth ? "true" : "false",
        TimeSpan span => $"\"{Duration.Text(span)}\"",
        Enum member => $"\"{Snake(member.ToString())}\"",
        IEnumerable list => $"[{string.Join(", ", list.Cast<object>().Select(Text))}]",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "null",
    };
}
