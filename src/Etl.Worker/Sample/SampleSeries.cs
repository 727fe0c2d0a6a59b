namespace Etl.Worker.Sample;

/// <summary>A series in the making: the attributes its instances share, and what it has written so far.</summary>
internal sealed class SampleSeries(StudyContext study, string modality, int number, int planned, Device device, DataSet common)
{
    private int made;

    public StudyContext Study { get; } = study;

    public string Modality { get; } = modality;

    public string Uid { get; } = study.NewUid();

    public int Number { get; } = number;

    /// <summary>Instances the plan gives it.</summary>
    public int Planned { get; } = planned;

    public Device Device { get; } = device;

    public DataSet Common { get; } = common;

    public WireFormat Format { get; set; } = WireFormat.ExplicitLittle;

    public bool UndefinedLengths { get; set; }

    public string FrameOfReference { get; set; } = "";

    /// <summary>Attributes a reader of references needs besides the UIDs: first slice and step along z, in millimetres.</summary>
    public (double Origin, double Step, double Spacing, int Side) Geometry { get; set; }

    public string SopClass { get; private set; } = "";

    /// <summary>SOP Instance UIDs in the order written.</summary>
    public List<string> Instances { get; } = [];

    public int Written { get; set; }

    /// <summary>A copy of the shared attributes with the identity of the next instance.</summary>
    public DataSet NewInstance(string sopClass)
    {
        SopClass = sopClass;
        return Common.Copy()
            .Set("SOPClassUID", sopClass)
            .Set("SOPInstanceUID", Study.NewUid())
            .Set("InstanceNumber", ++made);
    }

    public void Add(DataSet instance) => Study.Add(this, instance);

    /// <summary>Items of a Referenced SOP Sequence (PS3.3 table 10-11) for the first <paramref name="limit"/> instances.</summary>
    public DataSet[] References(int limit = int.MaxValue)
    {
        var items = Instances.Take(limit)
            .Select(uid => new DataSet().Set("ReferencedSOPClassUID", SopClass).Set("ReferencedSOPInstanceUID", uid))
            .ToArray();
        if (Study.Plan.Defect == SampleDefect.DanglingReference && items.Length > 0)
            items[0] = items[0].Copy().Set("ReferencedSOPInstanceUID", Study.NewUid());
        return items;
    }

    /// <summary>An item of a Referenced Series Sequence.</summary>
    public DataSet SeriesReference(string instances = "ReferencedInstanceSequence", int limit = int.MaxValue) =>
        new DataSet().Set("SeriesInstanceUID", Uid).SetItems(instances, References(limit));
}
