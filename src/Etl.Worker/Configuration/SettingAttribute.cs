namespace Etl.Worker.Configuration;

/// <summary>A setting of <c>etl.json</c>. Its name there is the property's in snake_case.</summary>
/// <param name="description">One sentence for the documentation.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingAttribute(string description) : Attribute
{
    public string Description { get; } = description;

    /// <summary>Its value is never shown.</summary>
    public bool IsSecret { get; init; }

    /// <summary>A path is meant from the folder of the file that names it; an address with a scheme is left as it is.</summary>
    public bool IsPath { get; init; }

    /// <summary>It must be given.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The least number.</summary>
    public long Least { get; init; }

    /// <summary>The greatest number.</summary>
    public long Most { get; init; } = long.MaxValue;
}
