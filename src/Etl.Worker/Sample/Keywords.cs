using System.Collections.Frozen;
using Etl.Schema.Dicom;
using Etl.Schema.Standard;

namespace Etl.Worker.Sample;

/// <summary>PS3.6 by keyword: tag, and the VR the generator writes.</summary>
internal static class Keywords
{
    private static readonly FrozenDictionary<string, (Tag Tag, Vr Vr)> All = Read();

    public static (Tag Tag, Vr Vr) Get(string keyword) =>
        All.TryGetValue(keyword, out var found) ? found : throw new ArgumentException($"PS3.6 has no keyword '{keyword}'.", nameof(keyword));

    private static FrozenDictionary<string, (Tag Tag, Vr Vr)> Read()
    {
        var all = new Dictionary<string, (Tag Tag, Vr Vr)>();
        foreach (var entry in DataDictionary.Entries)
        {
            if (entry.Keyword.Length > 0)
                all.TryAdd(entry.Keyword, (entry.Tag, Concrete(entry.Vr)));
        }

        return all.ToFrozenDictionary();
    }

    private static Vr Concrete(Vr vr) => vr switch
    {
        Vr.UsOrSs => Vr.US,
        Vr.ObOrOw or Vr.UsOrOw or Vr.UsOrSsOrOw => Vr.OW,
        _ => vr,
    };
}
