using Etl.Worker.Lake;

namespace Etl.Worker.Warehouse;

/// <summary>The tables of the lake that are not instances.</summary>
internal static class LakeTables
{
    internal static void Load(PartLoader loader, WarehouseInput input)
    {
        loader.LoadTable("lake_quarantine", "Objects in quarantine, as the lake has them", LakeSchemas.Quarantine, input.QuarantineParts);
        loader.LoadTable("lake_refreshes", "Refreshes, as the lake has them", LakeSchemas.Refreshes, input.RefreshParts);
    }
}
