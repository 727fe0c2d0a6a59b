using Etl.Worker.Cli;

namespace Etl.Worker.Web.Listings;

/// <summary>
/// A spreadsheet runs a text that begins like a formula, and texts of DICOM files are whoever's who wrote them: such a text gets an
/// apostrophe in front. Numbers stay as they are.
/// </summary>
internal static class FormulaGuard
{
    public static ResultTable Over(ResultTable table) => new(table.Columns, table.Rows.Select(Guard), table.RowCount);

    public static string Guard(string text) =>
        text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\0' or '＝' or '＋' or '－' or '＠', ..] ? "'" + text : text;

    private static object?[] Guard(object?[] row)
    {
        var guarded = new object?[row.Length];
        for (var i = 0; i < row.Length; i++)
            guarded[i] = row[i] is string text ? Guard(text) : row[i];
        return guarded;
    }
}
