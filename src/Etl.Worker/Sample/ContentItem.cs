namespace Etl.Worker.Sample;

/// <summary>Content items of structured reports (PS3.3 C.17.3), built bottom up.</summary>
internal static class ContentItem
{
    public static DataSet Container(string? relation, string name, params DataSet[] children)
    {
        var item = Start(relation, "CONTAINER", name).Set("ContinuityOfContent", "SEPARATE");
        return children.Length == 0 ? item : item.SetItems("ContentSequence", children);
    }

    public static DataSet Code(string relation, string name, string code, params DataSet[] children) =>
        With(Start(relation, "CODE", name).SetCode("ConceptCodeSequence", code), children);

    public static DataSet Text(string relation, string name, string text) => Start(relation, "TEXT", name).Set("TextValue", text);

    public static DataSet UidReference(string relation, string name, string uid) => Start(relation, "UIDREF", name).Set("UID", uid);

    public static DataSet Person(string relation, string name, string person) => Start(relation, "PNAME", name).Set("PersonName", person);

    public static DataSet Moment(string relation, string name, string moment) => Start(relation, "DATETIME", name).Set("DateTime", moment);

    public static DataSet Number(string relation, string name, double value, string units, params DataSet[] children)
    {
        var measured = new DataSet().SetCode("MeasurementUnitsCodeSequence", units).Set("NumericValue", Math.Round(value, 4));
        return With(Start(relation, "NUM", name).SetItems("MeasuredValueSequence", measured), children);
    }

    public static DataSet Image(string relation, string? name, DataSet reference, int segment = 0)
    {
        var target = segment == 0 ? reference : reference.Copy().Set("ReferencedSegmentNumber", segment);
        return Start(relation, "IMAGE", name).SetItems("ReferencedSOPSequence", target);
    }

    /// <summary>The root's attributes of TID <paramref name="template"/>, set on the document itself.</summary>
    public static DataSet Root(DataSet document, string template, string name, params DataSet[] children) => document
        .Set("ValueType", "CONTAINER")
        .SetCode("ConceptNameCodeSequence", name)
        .Set("ContinuityOfContent", "SEPARATE")
        .SetItems("ContentTemplateSequence", new DataSet().Set("MappingResource", "DCMR").Set("TemplateIdentifier", template))
        .SetItems("ContentSequence", children);

    private static DataSet Start(string? relation, string type, string? name)
    {
        var item = new DataSet().Set("ValueType", type);
        if (relation is not null)
            item.Set("RelationshipType", relation);
        return name is null ? item : item.SetCode("ConceptNameCodeSequence", name);
    }

    private static DataSet With(DataSet item, DataSet[] children) => children.Length == 0 ? item : item.SetItems("ContentSequence", children);
}
