using System.Globalization;
using Etl.Worker.Web.Data;
using Etl.Worker.Web.Markup;

namespace Etl.Worker.Web.Listings;

/// <summary>Values as cells of a table and figures of a page.</summary>
public static class Cells
{
    private static readonly string[] Sizes = ["B", "kB", "MB", "GB", "TB", "PB"];

    public static Html Of(ListingColumn column, Row row)
    {
        var content = column.Show is { } show ? show(row) : Value(column.Kind, row, column.Name);
        return column.Kind switch
        {
            ColumnKind.Count or ColumnKind.Number or ColumnKind.Bytes => Html.Of($"<td class=\"num\">{content}</td>"),
            ColumnKind.Code => Html.Of($"<td class=\"mono\">{content}</td>"),
            ColumnKind.Moment => Html.Of($"<td class=\"num\">{content}</td>"),
            _ => Html.Of($"<td>{content}</td>"),
        };
    }

    public static Html Value(ColumnKind kind, Row row, string name) => row[name] is null ? Html.Value(null) : kind switch
    {
        ColumnKind.Count => Html.Of($"{row.Count(name):N0}"),
        ColumnKind.Number => Html.Of($"{Number(row.Number(name))}"),
        ColumnKind.Bytes => Html.Of($"{Bytes(row.Number(name) ?? 0)}"),
        ColumnKind.Percent => Charts.Percent(row.Number(name) ?? 0),
        ColumnKind.Moment => Html.Of($"{row.Moment(name) ?? default:yyyy-MM-dd HH:mm:ss}"),
        _ when row[name] is DateOnly date => Html.Of($"<span class=\"date\">{date:yyyy-MM-dd}</span>"),
        _ => Html.Of($"<bdi>{Html.Value(row.Text(name))}</bdi>"),
    };

    /// <summary>Bytes in powers of a thousand, with three digits.</summary>
    public static string Bytes(double bytes)
    {
        var size = 0;
        while (Math.Abs(bytes) >= 999.5 && size < Sizes.Length - 1)
        {
            bytes /= 1000;
            size++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(size == 0 || bytes >= 99.95 ? bytes.ToString("0", CultureInfo.InvariantCulture) : bytes.ToString("0.0", CultureInfo.InvariantCulture))} {Sizes[size]}");
    }

    public static string Number(double? number) => number?.ToString("#,0.###", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A percentage that says 0 or 100 only where it is exactly that.</summary>
    public static string PercentText(double percent) => percent switch
    {
        0 or 100 => percent.ToString("0", CultureInfo.InvariantCulture) + " %",
        < 0.1 => "<0.1 %",
        > 99.9 => ">99.9 %",
        _ => percent.ToString("0.0", CultureInfo.InvariantCulture) + " %",
    };

    public static string Seconds(double seconds) => seconds switch
    {
        < 10 => seconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
        < 120 => seconds.ToString("0", CultureInfo.InvariantCulture) + " s",
        < 7200 => (seconds / 60).ToString("0", CultureInfo.InvariantCulture) + " min",
        _ => (seconds / 3600).ToString("0.0", CultureInfo.InvariantCulture) + " h",
    };
}
