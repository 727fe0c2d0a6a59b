namespace Etl.Worker.Warehouse;

/// <summary>Columns of instances in the order that people look for them: computed, attributes by tag, bookkeeping, anything else by name.</summary>
internal sealed class ColumnOrder : IComparer<string>
{
    internal static readonly ColumnOrder Instance = new();

    private static readonly Dictionary<string, (int, uint)> Fixed = new(
        RowColumn.Computed.Select((c, i) => KeyValuePair.Create(c.Name, (0, (uint)i)))
            .Concat(RowColumn.Bookkeeping.Append(RowColumn.PrivateElements).Select((c, i) => KeyValuePair.Create(c.Name, (2, (uint)i)))));

    public int Compare(string? x, string? y)
    {
        var order = Place(x!).CompareTo(Place(y!));
        return order != 0 ? order : string.CompareOrdinal(x, y);
    }

    private static (int Part, uint Index) Place(string column) =>
        Fixed.TryGetValue(column, out var place) ? place
        : AttributeColumn.Find(column) is { } attribute ? (1, attribute.Tag.Value)
        : (3, 0);
}
