using System.Text.Json.Nodes;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Cohorts;

/// <summary>Takes definitions of cohorts apart with DuckDB's own parser.</summary>
internal static class CohortSql
{
    private const string Frame = "SELECT * FROM dicom_all WHERE ";

    /// <summary>The column by which a selection names instances, the finest that it has.</summary>
    internal static readonly string[] Keys = ["source_uri", "SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID", "PatientID"];

    /// <summary>The parts of conditions that AND holds together at the top, in their order.</summary>
    /// <exception cref="CohortException">One is no condition.</exception>
    internal static List<string> Criteria(DuckDbConnection connection, IEnumerable<string> conditions)
    {
        var found = new List<string>();
        foreach (var condition in conditions)
        {
            var tree = Parse(connection, $"{Frame}(\n{condition}\n)", "The condition");
            var node = tree["statements"]![0]!["node"]!;
            var where = node["where_clause"];
            // Whoever closes the parenthesis to go on behind it has written no condition.
            if (where is null || node["type"]!.GetValue<string>() != "SELECT_NODE" || node["modifiers"]!.AsArray().Count > 0 || HasMore(node))
                throw new CohortException($"The condition '{condition}' is no condition on a row.");
            var parts = where["type"]!.GetValue<string>() == "CONJUNCTION_AND" ? where["children"]!.AsArray().ToList() : [where];
            foreach (var part in parts)
            {
                node["where_clause"] = part!.DeepClone();
                var text = connection.QueryScalar<string>($"select json_deserialize_sql({DuckDbSql.Literal(tree.ToJsonString())}::json)")!;
                found.Add(text[Frame.Length..].Trim().TrimEnd(';'));
            }
        }

        return found;
    }

    /// <summary>Requires one SELECT.</summary>
    /// <exception cref="CohortException">It is something else.</exception>
    internal static void RequireSelect(DuckDbConnection connection, string sql) => Parse(connection, sql, "The statement");

    internal static string Selection(IEnumerable<string> criteria) =>
        "select source_uri from dicom_all where " + string.Join("\n  and ", criteria.Select(c => $"({c})"));

    private static bool HasMore(JsonNode node) =>
        node["group_expressions"]!.AsArray().Count > 0 || node["having"] is not null || node["qualify"] is not null || node["sample"] is not null;

    private static JsonNode Parse(DuckDbConnection connection, string sql, string what)
    {
        var tree = JsonNode.Parse(connection.QueryScalar<string>($"select json_serialize_sql({DuckDbSql.Literal(sql)})")!)!;
        if (tree["error"]!.GetValue<bool>())
            throw new CohortException($"{what} cannot be used: {tree["error_message"]?.GetValue<string>() ?? "no SELECT"}. One SELECT was expected.");
        return tree["statements"]!.AsArray().Count == 1 ? tree : throw new CohortException($"{what} is several statements; one SELECT was expected.");
    }
}
