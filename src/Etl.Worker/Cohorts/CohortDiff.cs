using Etl.Worker.DuckDb;

namespace Etl.Worker.Cohorts;

/// <summary>What two lists of instances have not in common.</summary>
/// <remarks>Its table <c>differences</c>: a row for each object that is <c>added</c> (only in the second), <c>removed</c> (only in the first) or <c>changed</c> (in both, in another state).</remarks>
public sealed class CohortDiff : IDisposable
{
    /// <summary>What may have become of an object.</summary>
    public static readonly IReadOnlyList<string> States = ["added", "removed", "changed"];

    private readonly DuckDbDatabase database;

    private CohortDiff(Cohort before, Cohort after, DuckDbDatabase database)
    {
        (Before, After, this.database) = (before, after, database);
        Connection = database.Connect();
    }

    public Cohort Before { get; }

    public Cohort After { get; }

    /// <summary>How much is of each state; a patient counts for a state when an instance of hers has it.</summary>
    public IReadOnlyDictionary<string, CohortCounts> Counts { get; private set; } = new Dictionary<string, CohortCounts>();

    /// <summary>Objects that both have, unchanged.</summary>
    public long Same { get; private set; }

    internal DuckDbConnection Connection { get; }

    public void Dispose()
    {
        Connection.Dispose();
        database.Dispose();
    }

    internal static CohortDiff Between(Cohort before, string beforeFile, Cohort after, string afterFile, CancellationToken cancel)
    {
        var diff = new CohortDiff(before, after, DuckDbDatabase.Open());
        try
        {
            diff.Compare(CohortMembers.Read(beforeFile), CohortMembers.Read(afterFile), cancel);
            return diff;
        }
        catch
        {
            diff.Dispose();
            throw;
        }
    }

    private void Compare(string before, string after, CancellationToken cancel)
    {
        // An object is at one address in one state; a list may have several states of an address only where the source itself had.
        Connection.Execute($"""
            create table differences as
            with first as (select {CohortMembers.Columns} from {before}),
            second as (select {CohortMembers.Columns} from {after}),
            lost as (from first anti join second using (source_uri, source_etag)),
            arrived as (from second anti join first using (source_uri, source_etag))
            select if(source_uri in (select source_uri from lost), 'changed', 'added') as state, * from arrived
            union all by name
            select 'removed' as state, * from lost where source_uri not in (select source_uri from arrived)
            order by source_uri, source_etag;
            """, cancel);
        Counts = States.ToDictionary(
            state => state, state => CohortMembers.Count(Connection, $"differences where state = '{state}'", cancel));
        Same = Connection.QueryScalar<long>($"select count(*) from {before} semi join {after} using (source_uri, source_etag)", cancel);
    }
}
