using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Etl.Worker.Crawl;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake;
using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.History;
using Etl.Worker.Warehouse;

namespace Etl.Worker.Cohorts;

/// <summary>The cohorts of a lake: two files each in its folder <c>cohorts</c>, a description (JSON) and the members (Parquet).</summary>
public sealed partial class CohortBook(string lake, TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly LakeFolder lake = new(lake, time);

    private string Folder => Path.Combine(lake.Root, "cohorts");

    /// <summary>Chooses the instances and keeps the list. The same definition at the same version gives the same hash.</summary>
    /// <param name="name">Small letters, digits, <c>-</c> and <c>_</c>.</param>
    /// <param name="where">Conditions on <c>dicom_all</c>, or none.</param>
    /// <param name="sql">A SELECT with one of <see cref="CohortSql.Keys"/> among its columns, where there are no conditions.</param>
    /// <param name="asOf">A version of the lake; null: the newest.</param>
    /// <param name="replace">A cohort of that name may be there.</param>
    /// <param name="cancel">Ends it; nothing was done then.</param>
    /// <exception cref="CohortException">The definition cannot be used, or the name is taken.</exception>
    public Cohort Create(string name, IReadOnlyList<string> where, string? sql, AsOf? asOf, bool replace, CancellationToken cancel)
    {
        if (!Name().IsMatch(name))
            throw new CohortException($"'{name}' is no name for a cohort: small letters, digits, - and _ were expected.");
        if (!replace && File.Exists(Description(name)))
            throw new CohortException($"There is a cohort '{name}' already.");
        var (past, file, version) = Warehouse(asOf, cancel);
        using (past)
        {
            Durable.CreateDirectory(Folder);
            var members = Path.Combine(Folder, $".{name}.{Guid.NewGuid():N}.parquet");
            try
            {
                var cohort = Choose(name, where, sql, file, version, members, cancel);
                File.Move(members, Members(name), overwrite: true);
                var text = Path.ChangeExtension(members, ".json");
                File.WriteAllBytes(text, JsonSerializer.SerializeToUtf8Bytes(cohort, Json));
                File.Move(text, Description(name), overwrite: true);
                return cohort;
            }
            finally
            {
                File.Delete(members);
            }
        }
    }

    public IReadOnlyList<Cohort> List() => !Directory.Exists(Folder) ? [] :
        [.. Directory.EnumerateFiles(Folder, "*.json").Where(f => Path.GetFileName(f)[0] != '.').Order(StringComparer.Ordinal).Select(Load)];

    /// <exception cref="CohortException">There is none of that name.</exception>
    public Cohort Find(string name) => Name().IsMatch(name) && File.Exists(Description(name))
        ? Load(Description(name)) : throw new CohortException($"There is no cohort '{name}' in the lake.");

    /// <summary>Whether the newest version of the lake has every member as it was.</summary>
    public CohortReport Verify(string name, CancellationToken cancel)
    {
        var cohort = Find(name);
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        return CohortMembers.Compare(connection, cohort, Members(name), lake, cancel);
    }

    /// <summary>Compares the cohort with another, or with what its definition chooses in another version of the lake.</summary>
    /// <param name="name">The cohort.</param>
    /// <param name="other">The other; null: the same definition, chosen anew.</param>
    /// <param name="asOf">The version it is chosen in; null: the newest.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="CohortException">One of them is not there, or the definition cannot be used any more.</exception>
    public CohortDiff Diff(string name, string? other, AsOf? asOf, CancellationToken cancel)
    {
        var left = Find(name);
        if (other is not null)
            return CohortDiff.Between(left, Members(name), Find(other), Members(other), cancel);
        var (past, file, version) = Warehouse(asOf, cancel);
        using (past)
        {
            var members = Path.Combine(Folder, $".{name}.{Guid.NewGuid():N}.parquet");
            try
            {
                var anew = Choose(name, left.Where, left.Where.Count > 0 ? null : left.Sql, file, version, members, cancel);
                return CohortDiff.Between(left, Members(name), anew, members, cancel);
            }
            finally
            {
                File.Delete(members);
            }
        }
    }

    public void Delete(string name)
    {
        Find(name);
        File.Delete(Description(name));
        File.Delete(Members(name));
    }

    /// <summary>The file of its members.</summary>
    public string Members(string name) => Path.Combine(Folder, name + ".parquet");

    /// <summary>A description as JSON.</summary>
    public static string ToJson(object value) => JsonSerializer.Serialize(value, Json);

    private Cohort Choose(string name, IReadOnlyList<string> where, string? sql, string file, long version, string members, CancellationToken cancel)
    {
        using var database = DuckDbDatabase.Open(file, new Dictionary<string, string> { ["access_mode"] = "READ_ONLY", ["autoinstall_known_extensions"] = "false" });
        using var connection = database.Connect();
        // The definition may read the warehouse and nothing else: it is to give the same again.
        connection.Execute($"set allowed_paths = [{DuckDbSql.Literal(members)}]; set enable_external_access = false; set lock_configuration = true", cancel);
        List<string> criteria = sql is null ? CohortSql.Criteria(connection, where) : [];
        var selection = sql?.Trim().TrimEnd(';') ?? CohortSql.Selection(criteria);
        CohortSql.RequireSelect(connection, selection);
        var key = Key(connection, selection, cancel);
        connection.Execute($"""
            copy (select {CohortMembers.Columns} from dicom_all semi join (
            {selection}
            ) as chosen using ({key}) order by source_uri, source_etag) to {DuckDbSql.Literal(members)} (format parquet, compression zstd)
            """, cancel);
        return new Cohort
        {
            Name = name,
            Where = criteria,
            Sql = selection,
            LakeVersion = version,
            CreatedAt = time.GetUtcNow(),
            Counts = CohortMembers.Count(connection, CohortMembers.Read(members), cancel),
            Hash = CohortMembers.Hash(connection, CohortMembers.Read(members), cancel),
            Attrition = criteria.Count == 0 ? [] : [.. Attrition(connection, criteria, cancel)],
        };
    }

    private static string Key(DuckDbConnection connection, string selection, CancellationToken cancel)
    {
        using var result = connection.Query($"select * from (\n{selection}\n) limit 0", cancel);
        var columns = result.Columns.Select(c => c.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return CohortSql.Keys.FirstOrDefault(columns.Contains)
            ?? throw new CohortException($"The statement names no instances: one of the columns {string.Join(", ", CohortSql.Keys)} was expected.");
    }

    private static IEnumerable<CohortStep> Attrition(DuckDbConnection connection, List<string> criteria, CancellationToken cancel)
    {
        yield return new CohortStep(null, CohortMembers.Count(connection, "dicom_all", cancel));
        for (var i = 1; i <= criteria.Count; i++)
        {
            var where = string.Join(" and ", criteria.Take(i).Select(c => $"({c})"));
            yield return new CohortStep(criteria[i - 1], CohortMembers.Count(connection, $"dicom_all where {where}", cancel));
        }
    }

    /// <summary>The published warehouse where it is of the version asked for; else one that is built for this.</summary>
    private (PastWarehouse? Past, string File, long Version) Warehouse(AsOf? asOf, CancellationToken cancel)
    {
        if (asOf is null)
        {
            var (instances, quarantine) = (lake.Instances.Log.LoadSnapshot().Version, lake.Quarantine.Log.LoadSnapshot().Version);
            if (PublishNote.Find(lake, instances, quarantine, false) is not null || PublishNote.Find(lake, instances, quarantine, true) is not null)
                return (null, lake.Warehouse, instances);
        }

        var past = PastWarehouse.Build(lake, asOf ?? AsOf.Newest, time, cancel);
        return (past, past.File, past.Version);
    }

    private string Description(string name) => Path.Combine(Folder, name + ".json");

    private static Cohort Load(string file) => JsonSerializer.Deserialize<Cohort>(File.ReadAllBytes(file), Json)!;

    [GeneratedRegex("^[a-z0-9_-]{1,64}$")]
    private static partial Regex Name();
}
