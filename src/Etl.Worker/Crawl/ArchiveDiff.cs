using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Parts;

namespace Etl.Worker.Crawl;

/// <summary>
/// What is particular to archives when a listing is compared with the lake. An archive is listed as one object and has a row or an entry for
/// each of its members, <c>uri#member</c> with <c>etag#version</c>; here its rows become one again, which is compared as any other object.
/// </summary>
internal static class ArchiveDiff
{
    /// <summary>The object that a source lists: of a member, its archive.</summary>
    internal static string ObjectOf(string uri) => $"split_part({uri}, '#', 1)";

    /// <summary>Not null where the row is a member's: the refresh that wrote it.</summary>
    internal static string RefreshOfMember(string uri) => $"case when contains({uri}, '#') then refresh_id end";

    /// <summary>
    /// Loads the refreshes that came to their end. Of any other the quarantine of a step may be missing: whether an archive that it read is
    /// all there cannot be told, so it is read again.
    /// </summary>
    internal static void LoadComplete(DuckDbConnection connection, IReadOnlyList<string> refreshParts)
    {
        connection.Execute("create table complete_refresh (refresh_id varchar)");
        if (refreshParts.Count == 0)
            return;
        // Refreshes of earlier versions of the program have no such column.
        connection.Execute($"""
            insert into complete_refresh
            select distinct refresh_id
            from (
              select null::varchar as refresh_id, null::boolean as complete where false
              union all by name
              select * from {ParquetFiles.Read(refreshParts)})
            where complete
            """);
    }

    /// <summary>
    /// Makes <c>held</c>, the quarantine by object, and <c>archive</c>, the rows by archive; and puts one row for each archive into
    /// <c>known</c> in place of its members', without an etag where it is to be read again.
    /// </summary>
    /// <param name="connection">Has <c>known</c> and <c>quarantined</c>.</param>
    /// <param name="isDue">A condition on columns of the quarantine.</param>
    /// <param name="cancel">Ends the statements.</param>
    internal static void Gather(DuckDbConnection connection, string isDue, CancellationToken cancel) => connection.Execute($"""
        create table held as
        select
          {ObjectOf("source_uri")} as uri,
          {EtagOfObject("source_uri", "source_etag")} as etag,
          count(*) as entries,
          bool_or(contains(source_uri, '#')) as is_archive,
          bool_or(coalesce({isDue}, false) or contains(source_uri, '#') and refresh_id not in (from complete_refresh)) as is_due,
          bool_and(next_attempt_at is null) as is_final
        from quarantined
        group by all;
        create table archive_part as
        select distinct {ObjectOf("uri")} as uri, part from known where refresh_id is not null;
        create table archive as
        with whole as (
          select
            source, {ObjectOf("uri")} as uri, any_value({EtagOf("etag")}) as etag, count(*) as members,
            bool_and(refresh_id in (from complete_refresh)) and count(distinct {EtagOf("etag")}) = 1 as is_whole
          from known
          where refresh_id is not null
          group by all
        )
        select w.source, w.uri, case when w.is_whole and not coalesce(h.is_due, false) then w.etag end as etag, w.members
        from whole w
        left join held h on h.uri = w.uri and h.etag = w.etag;
        delete from known where refresh_id is not null;
        insert into known select source, uri, etag, null, null from archive;
        """, cancel);

    /// <summary>Makes <c>inside</c>: members of archives that are the same, beyond one an archive. They were not listed and count as unchanged.</summary>
    internal static void CountInside(DuckDbConnection connection, CancellationToken cancel) => connection.Execute("""
        create table inside as
        select l.source, coalesce(a.members, 0) + coalesce(h.entries, 0) - 1 as more
        from (select uri from archive union select uri from held where is_archive) x
        join listed l on l.uri = x.uri
        left join archive a on a.uri = l.uri and a.etag = l.etag
        left join held h on h.uri = l.uri and h.etag = l.etag
        where (a.uri is not null or h.is_archive)
          and not exists (from todo t where t.uri = l.uri);
        """, cancel);

    /// <summary>The etag of the object that a source lists: of a member, its archive's.</summary>
    internal static string EtagOfObject(string uri, string etag) => $"case when contains({uri}, '#') then {EtagOf(etag)} else {etag} end";

    /// <summary>The archive's part of a member's etag.</summary>
    private static string EtagOf(string etag) => $"regexp_extract({etag}, '^(.*)#[^#]*$', 1)";
}
