namespace Etl.Worker.Web.Console;

/// <summary>A statement that somebody ran, under an id that can be handed on: addresses hold the id, never the text.</summary>
/// <param name="Id">128 random bits, in hex.</param>
/// <param name="User">Whose it is.</param>
/// <param name="Name">Given to keep it; null: one among the recent.</param>
/// <param name="Sql">The text.</param>
/// <param name="At">When it was stored.</param>
public sealed record StoredQuery(string Id, string User, string? Name, string Sql, DateTimeOffset At);
