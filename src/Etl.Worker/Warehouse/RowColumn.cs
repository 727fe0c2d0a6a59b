namespace Etl.Worker.Warehouse;

/// <summary>A column that every instance has, whatever its attributes: computed by the crawl, or one of the bookkeeping lists.</summary>
internal sealed record RowColumn(string Name, string Type, string Comment)
{
    /// <summary>Before the attributes.</summary>
    internal static readonly IReadOnlyList<RowColumn> Computed =
    [
        new("source_uri", "VARCHAR", "Where the object is: file:///… or s3://bucket/key; a member of an archive as …#member. Key with source_etag"),
        new("source_etag", "VARCHAR", "Version of the object as its source tells it. Key with source_uri"),
        new("source_size", "BIGINT", "Bytes of the whole object"),
        new("source_modified_at", "TIMESTAMP WITH TIME ZONE", "Time of the last change, as the source says"),
        new("header_bytes", "BIGINT", "Bytes up to the pixel data, or to the end; of a deflated data set as inflated, and so perhaps more than source_size"),
        new("header_hash", "VARCHAR", "Hash of the header of the data set: equal for copies of the same header"),
        new("shared_hash", "VARCHAR", "Hash of all columns but those that tell the instances of a series apart: where it is equal, all those columns are"),
        new("refresh_id", "VARCHAR", "The refresh that wrote the row"),
        new("stop_reason", "VARCHAR", "Why reading ended: PIXEL, EOF, TRUNCATED, TAIL, LIMIT, …; what came before is kept"),
    ];

    /// <summary>After the attributes. Paths are Keyword or Sequence.Keyword, without item numbers, each once.</summary>
    internal static readonly IReadOnlyList<RowColumn> Bookkeeping =
    [
        new("EmptyElements", "VARCHAR[]", "Paths of attributes that are there with zero length"),
        new("BinaryElements", "STRUCT(\"Path\" VARCHAR, VR VARCHAR, \"Length\" BIGINT)[]", "Attributes with binary values, which have no column"),
        new("PrivateTags", "STRUCT(Creator VARCHAR, \"Count\" BIGINT)[]", "Number of private elements by creator"),
        new("ValueErrors", "STRUCT(\"Path\" VARCHAR, VR VARCHAR, Reason VARCHAR, Raw VARCHAR, RawLength BIGINT)[]",
            "Values that are not what their VR or VM says, verbatim (cut where Raw is shorter than RawLength)"),
        new("VrMismatches", "STRUCT(\"Path\" VARCHAR, Expected VARCHAR, Found VARCHAR)[]", "Attributes whose VR is not that of PS3.6"),
        new("ReadIssues", "STRUCT(Code VARCHAR, \"Path\" VARCHAR, \"Offset\" BIGINT, \"Count\" BIGINT)[]",
            "Deviations that the reader bridged: code, first place, count"),
        new("OtherElements", "STRUCT(\"Path\" VARCHAR, Tag VARCHAR, VR VARCHAR, \"Values\" VARCHAR[])[]",
            "Public elements that have no column: tags that PS3.6 does not know, or beyond the limits"),
    ];

    /// <summary>Only where the option kept the values of private elements.</summary>
    internal static readonly RowColumn PrivateElements = new("PrivateElements",
        "STRUCT(\"Path\" VARCHAR, Creator VARCHAR, Tag VARCHAR, VR VARCHAR, \"Values\" VARCHAR[])[]", "Private elements with their values");
}
