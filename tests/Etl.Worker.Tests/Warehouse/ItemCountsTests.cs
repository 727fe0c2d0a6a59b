using Etl.Worker.DuckDb;
using Etl.Worker.Warehouse;

namespace Etl.Worker.Tests.Warehouse;

/// <summary>What is expected is counted by hand.</summary>
public sealed class ItemCountsTests
{
    [Fact]
    public void Items_CountTheRowsInWhichAnyHasAValue() => Assert.Equal(
        [
            // The third row's list is NULL, the fourth's empty, the fifth's item NULL.
            "|S.|1", "CT|S.|3", "|S.a|1", "CT|S.a|2", "CT|S.b|1",
        ],
        Count("""
            select * from (values
              ('CT', [{'a': 1, 'b': null}, {'a': 2, 'b': null}]),
              ('CT', [{'a': null, 'b': null}, {'a': 3, 'b': ['x', null]}]),
              ('CT', null),
              ('CT', []),
              ('CT', [null]),
              (null, [{'a': 4, 'b': null}])
            ) t(modality, "S")
            """));

    [Fact]
    public void Row_CountsForAsManyAsItStandsFor() => Assert.Equal(
        ["CT|S.|31", "CT|S.a|30", "CT|S.b|1"],
        Count("""
            select * from (values ('CT', [{'a': 1, 'b': null}], 10), ('CT', [{'a': 1, 'b': null}], 20), ('CT', [{'a': null, 'b': 2}], 1)) t(modality, "S", n)
            """, "n"));

    [Fact]
    public void ItemsInItems_CountByTheRowTheyAreIn() => Assert.Equal(
        [
            // 'T' is there in three rows, in the last one without items.
            "MR|S.|3", "MR|S.T|3", "MR|S.T.|2", "MR|S.T.c|1",
        ],
        Count("""
            select * from (values
              ('MR', [{'T': null}, {'T': [{'c': null}, {'c': 1.5}]}, {'T': [{'c': 2}]}]),
              ('MR', [{'T': [{'c': null}]}]),
              ('MR', [{'T': []}])
            ) t(modality, "S")
            """));

    [Fact]
    public void ManyRows_CountAsInSql()
    {
        const string Rows = """
            select
              if(i % 3 = 0, 'CT', 'MR') as modality,
              list_transform(range(i % 4), lambda k : {
                'a': if((i + k) % 5 = 0, k, null),
                'T': if(i % 7 = 0, null, list_transform(range((i + k) % 3), lambda l : {'c': if((i * l) % 11 = 3, 'text', null)}))
              }) as "S"
            from range(10000) t(i)
            """;
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        using var expected = connection.Query($"""
            with rows as ({Rows}), items as (select modality, "S", flatten(list_transform("S", lambda x : x."T")) as t from rows)
            select modality || '|S.|' || count_if(len("S") > 0) from items group by modality
            union all
            select modality || '|S.T.|' || count_if(len(t) > 0) from items group by modality
            union all
            select modality || '|S.a|' || count_if(list_contains(list_transform("S", lambda x : x.a is not null), true)) from items group by modality
            union all
            select modality || '|S.T|' || count_if(list_contains(list_transform("S", lambda x : x."T" is not null), true)) from items group by modality
            union all
            select modality || '|S.T.c|' || count_if(list_contains(list_transform(t, lambda x : x.c is not null), true)) from items group by modality
            """);

        Assert.Equal(expected.Rows().Select(r => (string)r[0]!).Order(StringComparer.Ordinal), Count(Rows).Order(StringComparer.Ordinal));
    }

    private static List<string> Count(string query, string weight = "1")
    {
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        using var rows = connection.Query($"select modality, {weight}::bigint, \"S\" from ({query})");
        var counts = new ItemCounts();
        counts.Add(rows);
        return counts.Found.OrderBy(f => f.Path, StringComparer.Ordinal).ThenBy(f => f.Group, StringComparer.Ordinal).Select(f => $"{f.Group}|{f.Path}|{f.Rows}").ToList();
    }
}
