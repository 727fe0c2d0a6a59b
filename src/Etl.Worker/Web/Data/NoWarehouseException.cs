namespace Etl.Worker.Web.Data;

/// <summary>The lake has no warehouse yet, or it cannot be opened.</summary>
public sealed class NoWarehouseException(string message = "No warehouse is published yet.") : Exception(message);
