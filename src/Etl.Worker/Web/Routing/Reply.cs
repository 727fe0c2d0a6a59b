using System.Text;
using System.Text.Json;
using Etl.Worker.Web.Markup;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Etl.Worker.Web.Routing;

/// <summary>What is sent back.</summary>
public abstract record Reply
{
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>A page within the layout.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="body">What stands in the middle.</param>
    /// <param name="scripts">Names of scripts among the assets that it uses beside those of every page.</param>
    public static Reply Page(string title, Html body, params IReadOnlyList<string> scripts) => new PageReply(title, body) { Scripts = scripts };

    public static Reply NotFound(string title, Html body) => new PageReply(title, body) { Status = StatusCodes.Status404NotFound };

    /// <summary>On to another page of this server, by GET.</summary>
    public static Reply SeeOther(string url) => new RedirectReply(url) { Status = StatusCodes.Status303SeeOther };

    /// <summary>JSON, written by <paramref name="write"/> into one object or array.</summary>
    public static Reply Json(Action<Utf8JsonWriter> write) => new JsonReply(write);

    /// <summary>An error for a program: a code that stays, and a sentence (RFC 9457).</summary>
    public static Reply Problem(int status, string code, string detail) => new JsonReply(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("code", code);
        writer.WriteString("detail", detail);
        writer.WriteNumber("status", status);
        writer.WriteEndObject();
    })
    { Status = status, MediaType = "application/problem+json" };

    /// <summary>Bytes as they are made.</summary>
    public static Reply Stream(string mediaType, Func<HttpContext, Stream, CancellationToken, Task> write) => new StreamReply(mediaType, write);

    public static Reply Text(string text) => new StreamReply("text/plain; charset=utf-8", async (_, body, cancel) =>
        await body.WriteAsync(Encoding.UTF8.GetBytes(text), cancel).ConfigureAwait(false));
}

/// <summary>A page; the layout is put around it when it is sent.</summary>
public sealed record PageReply(string Title, Html Body) : Reply
{
    /// <summary>Names of scripts among the assets that this page uses beside those of every page.</summary>
    public IReadOnlyList<string> Scripts { get; init; } = [];
}

public sealed record RedirectReply(string Url) : Reply;

public sealed record JsonReply(Action<Utf8JsonWriter> Write) : Reply
{
    public string MediaType { get; init; } = "application/json";
}

/// <param name="MediaType">Content-Type.</param>
/// <param name="Write">Writes the body; it may set headers before its first byte, and write synchronously.</param>
public sealed record StreamReply(string MediaType, Func<HttpContext, Stream, CancellationToken, Task> Write) : Reply
{
    /// <summary>The name under which a browser saves it.</summary>
    public string? FileName { get; init; }

    internal async Task Send(HttpContext context, CancellationToken cancel)
    {
        if (context.Features.Get<IHttpBodyControlFeature>() is { } control)
            control.AllowSynchronousIO = true;
        context.Response.ContentType = MediaType;
        if (FileName is not null)
            context.Response.Headers.ContentDisposition = $"attachment; filename=\"{FileName}\"";
        await Write(context, context.Response.Body, cancel).ConfigureAwait(false);
    }
}
