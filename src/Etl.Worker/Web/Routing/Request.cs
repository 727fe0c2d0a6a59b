using System.Globalization;
using Etl.Worker.Web.Access;
using Etl.Worker.Web.Data;
using Microsoft.AspNetCore.Http;

namespace Etl.Worker.Web.Routing;

/// <summary>A request as a route sees it: who asks, what for, and one version of the warehouse from its start to its end.</summary>
public sealed class Request(HttpContext context, Route route, Principal? principal, WarehouseLease? lease, CancellationToken cancel)
{
    private IFormCollection? form;

    /// <summary>For what only HTTP knows; what is sent goes by the <see cref="Reply"/>.</summary>
    public HttpContext Http => context;

    public Route Route => route;

    /// <summary>Who asks. Only routes that are public may be asked by nobody.</summary>
    public Principal Principal => principal ?? throw new InvalidOperationException("Nobody is signed in.");

    public bool IsSignedIn => principal is not null;

    public Role? Role => principal?.Role;

    /// <summary>The client went away, the server stops, or the time is over.</summary>
    public CancellationToken Cancel => cancel;

    /// <summary>The warehouse, the same version throughout.</summary>
    /// <exception cref="NoWarehouseException">None is published yet.</exception>
    public WarehouseSnapshot Data => lease?.Snapshot ?? throw new NoWarehouseException();

    public WarehouseVersion? Version => lease?.Snapshot.Version;

    public string Path => context.Request.Path.Value ?? "/";

    /// <summary>The address without the host, as it was asked for.</summary>
    public string Url => context.Request.Path.Value + context.Request.QueryString.Value;

    /// <summary>Rows handed out, for the audit log.</summary>
    public long? RowsShown { get; set; }

    /// <summary>What was asked about, for the audit log: an id or a name, never a value of a patient.</summary>
    public string? Subject { get; set; }

    /// <summary>The query of the address.</summary>
    public Filter Filter => new(context.Request.Query);

    /// <summary>A part of the path.</summary>
    public string Segment(string name) => (string?)context.Request.RouteValues[name] ?? "";

    /// <summary>A value of the query; null when it is missing or empty.</summary>
    public string? Text(string name) => context.Request.Query[name].FirstOrDefault() is { Length: > 0 } text ? text : null;

    /// <summary>Every value of this name.</summary>
    public IReadOnlyList<string> Texts(string name) => [.. context.Request.Query[name].Where(text => !string.IsNullOrEmpty(text))!];

    /// <summary>A whole number of the query within bounds; the fallback where it is missing or no such number.</summary>
    public int Number(string name, int fallback, int least, int most) =>
        int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number : fallback;

    /// <summary>One of some words of the query; the first where it is missing or another.</summary>
    public string Choice(string name, params ReadOnlySpan<string> choices) =>
        Text(name) is { } text && choices.Contains(text) ? text : choices[0];

    /// <summary>A field of the posted form; null when it is missing or empty.</summary>
    public string? Field(string name) => form?[name].FirstOrDefault() is { Length: > 0 } text ? text : null;

    internal async Task ReadForm()
    {
        if (context.Request.HasFormContentType)
            form = await context.Request.ReadFormAsync(cancel).ConfigureAwait(false);
    }
}
