using Etl.Worker.DuckDb;

namespace Etl.Bench;

/// <summary>How long answers take on the published warehouse, and how long the program takes to start.</summary>
internal static class AnswersBench
{
    private static readonly (string Name, string Sql)[] Queries =
    [
        ("tag_coverage, as materialised", "select Modality, count(*), avg(present) from tag_coverage group by all"),
        ("cohort of five criteria", """
            select SeriesInstanceUID, count(*) from dicom_all
            where Modality = 'CT' and SliceThickness <= 3 and KVP between 100 and 120 and Manufacturer is not null and PatientSex = 'F'
            group by all
            """),
        ("the same on series_index and ct_index", """
            select count(*) from ct_index join series_index using (SeriesInstanceUID) where PatientSex = 'F' and Modality = 'CT'
            """),
        ("instances by modality and manufacturer", "select Modality, Manufacturer, count(*) from dicom_all group by all"),
    ];

    internal static void Run(BenchArchive archive, BenchOptions options, Report report)
    {
        var lake = Directory.CreateTempSubdirectory("etl-bench-lake-").FullName;
        EtlProgram.Refresh(archive.Folder, lake);
        var warehouse = Path.Combine(lake, "warehouse.duckdb");
        var rows = new List<string[]>();
        using (var database = DuckDbDatabase.Open(warehouse, new Dictionary<string, string> { ["access_mode"] = "READ_ONLY" }))
        using (var connection = database.Connect())
        {
            connection.Execute("set enable_progress_bar = false");
            foreach (var (name, sql) in Queries)
            {
                connection.Execute(sql);
                rows.Add(Row(name, () => connection.Execute(sql)));
            }
        }

        rows.Add(Row("etl query \"select 1\", start to end", () => EtlProgram.Run("query", "--lake", lake, "select 1")));
        Directory.Delete(lake, recursive: true);
        report.Table($"Answers on {archive.Files.Count:N0} instances (wall seconds, medians of {options.Rounds})", ["what", "s"], rows);

        string[] Row(string name, Action action)
        {
            var times = Enumerable.Range(0, options.Rounds).Select(_ => Machine.Here(action).Wall).Order().ToList();
            return [name, $"{times[times.Count / 2]:F3}"];
        }
    }
}
