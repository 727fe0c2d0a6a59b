using Etl.EndToEnd.Tests.Corpus;
using Etl.Schema.Columns;
using Etl.Schema.Dicom;
using Etl.Schema.Standard;

namespace Etl.EndToEnd.Tests.Idc;

/// <summary>Each attribute column of the Imaging Data Commons (v17) has one here, of a type that holds at least as much.</summary>
public sealed class IdcColumnTests
{
    private static readonly Dictionary<string, DictionaryEntry> Names = DataDictionary.Entries.ToArray()
        .Where(e => e.Keyword.Length > 0).GroupBy(e => e.Keyword).ToDictionary(g => g.Key, g => g.First());

    [CorpusFact]
    public void KeywordColumns_HaveTypesAtLeastAsStrong()
    {
        var columns = Read();
        Assert.Equal(826, columns.Count);
        var weaker = new List<string>();
        foreach (var column in columns)
        {
            if (!Names.TryGetValue(column.Keyword, out var entry) || ColumnKinds.Of(entry.Vr) is not { } kind)
                weaker.Add($"{column.Keyword}: no column");
            else if (!Holds(kind, entry, column))
                weaker.Add($"{column.Keyword}: {column.Type}, here {kind} of {entry.Vr}");
        }

        Assert.True(weaker.Count == 0, string.Join('\n', weaker));
    }

    [CorpusFact]
    public void RepeatedColumns_AreLists() => Assert.All(
        Read().Where(c => c.IsRepeated && Names[c.Keyword] is { Vr: not Vr.SQ, IsRepeating: false }), c => Assert.True(Names[c.Keyword].IsList, $"{c.Keyword} is repeated there and VM {Names[c.Keyword].Vm} here"));

    /// <summary>TM and DT are text at their own precision in the lake, where Delta has no TIME; dicom_all of the warehouse types them.</summary>
    [CorpusFact]
    public void TimesAndDateTimes_AreTextInTheLake() => Assert.All(
        Read().Where(c => c.Vr is "TM" or "DT"), c => Assert.Equal(ColumnKind.Text, ColumnKinds.Of(Names[c.Keyword].Vr)));

    /// <summary>BigQuery's type where it is known, else that of the mirror.</summary>
    private static bool Holds(ColumnKind kind, DictionaryEntry entry, IdcColumn column) => column.Type switch
    {
        // One RECORD {Id, Value} for all groups of a repetition there; a typed column for each group here.
        "RECORD" when entry.IsRepeating => kind == NaturalKind(entry.Vr),
        "RECORD" => kind == ColumnKind.Sequence || entry.Vr == Vr.PN && kind == ColumnKind.Text,
        // An integer there; GGGGEEEE says the same and reads as the tag that it is.
        "INTEGER" or "NUMBER" when entry.Vr == Vr.AT => kind == ColumnKind.Text,
        "NUMBER" or "TIMESTAMP" when entry.Vr == Vr.DT => kind == ColumnKind.Text,
        "INTEGER" or "NUMBER" => kind is ColumnKind.Int32 or ColumnKind.Int64,
        "FLOAT" => kind == ColumnKind.Double || kind == ColumnKind.Float && entry.Vr == Vr.FL,
        "DATE" => kind == ColumnKind.Date,
        "TIME" => kind == ColumnKind.Text && entry.Vr == Vr.TM,
        "STRING" or "TEXT" or "VARIANT" => kind == NaturalKind(entry.Vr),
        _ => false,
    };

    /// <summary>A VR's own type; DS and IS are text there.</summary>
    private static ColumnKind NaturalKind(Vr vr) => vr switch
    {
        Vr.SQ => ColumnKind.Sequence,
        Vr.DS or Vr.FD => ColumnKind.Double,
        Vr.FL => ColumnKind.Float,
        Vr.IS or Vr.UL or Vr.SL => ColumnKind.Int64,
        Vr.US or Vr.SS or Vr.UsOrSs => ColumnKind.Int32,
        Vr.DA => ColumnKind.Date,
        _ => ColumnKind.Text,
    };

    private static List<IdcColumn> Read() =>
        [.. File.ReadLines(SharedFolder.IdcColumns).Skip(1).Select(l => l.Split(',')).Where(f => f[0].Length == 8)
            .Select(f => new IdcColumn(f[1], f[2], f[5].Length > 0 ? f[5] : f[4], f[6] == "REPEATED"))];

    private sealed record IdcColumn(string Keyword, string Vr, string Type, bool IsRepeated);
}
