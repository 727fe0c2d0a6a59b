namespace Etl.Worker.Web.Routing;

/// <summary>What a request waits for and is counted with.</summary>
public enum Load
{
    /// <summary>Nothing of the warehouse.</summary>
    Light,

    /// <summary>Some short queries.</summary>
    Page,

    /// <summary>A whole relation, streamed.</summary>
    Download,

    /// <summary>A statement that somebody wrote, run.</summary>
    Query,

    /// <summary>An attempt to sign in.</summary>
    SignIn,

    /// <summary>Stays open; holds nothing of the warehouse.</summary>
    Stream,
}

/// <summary>One address of the server: its method, pattern, who may use it, and what it does. There is no other way to add one.</summary>
/// <param name="Method">GET (which answers HEAD too) or POST.</param>
/// <param name="Pattern">ASP.NET's pattern, such as <c>/tags/{keyword}</c>.</param>
/// <param name="Policy">Who may use it.</param>
/// <param name="Handle">Answers a request. It runs on a thread of its own and may block on the warehouse.</param>
public sealed record Route(string Method, string Pattern, Policy Policy, Func<Request, Task<Reply>> Handle)
{
    public Load Load { get; init; } = Load.Page;

    /// <summary>It shows rows of instances, patients or objects, so each use is written to the audit log.</summary>
    public bool ShowsRows { get; init; }

    /// <summary>A GET that changes something all the same, as the way back from a provider does: each use is written to the audit log too.</summary>
    public bool IsAudited { get; init; }

    /// <summary>Its place in the navigation, or none.</summary>
    public MenuEntry? Menu { get; init; }

    /// <summary>What it is to a program, or null for a page.</summary>
    public ApiFacts? Api { get; init; }

    public static Route Get(string pattern, Policy policy, Func<Request, Reply> handle) =>
        new("GET", pattern, policy, request => Task.FromResult(handle(request)));

    public static Route Post(string pattern, Policy policy, Func<Request, Reply> handle) =>
        new("POST", pattern, policy, request => Task.FromResult(handle(request)));
}

/// <param name="Group">The heading it stands under.</param>
/// <param name="Title">Its name.</param>
/// <param name="Order">Its place among those of the group.</param>
public sealed record MenuEntry(string Group, string Title, int Order);

/// <summary>A route of the JSON API as its document describes it.</summary>
/// <param name="Summary">One line.</param>
/// <param name="Parameters">Those of the query; those of the path are seen in the pattern.</param>
public sealed record ApiFacts(string Summary, params IReadOnlyList<ApiParameter> Parameters)
{
    /// <summary>The media types of the answer, the first if nothing is asked for.</summary>
    public IReadOnlyList<string> Answers { get; init; } = ["application/json"];
}

/// <param name="Name">Its name in the query.</param>
/// <param name="Summary">One line.</param>
/// <param name="Type">JSON Schema's word: string, integer, boolean.</param>
public sealed record ApiParameter(string Name, string Summary, string Type = "string");
