namespace Etl.Worker.Web.Dashboards;

/// <summary>A page that a file describes: text, and blocks of SQL with a chart.</summary>
/// <param name="Name">The file's name without its ending; the page's address.</param>
/// <param name="Title">The heading.</param>
/// <param name="IsForViewers">Everybody who is signed in may see it; otherwise analysts.</param>
/// <param name="Parts">In order.</param>
/// <param name="Problems">What is wrong with the file; it is shown with what is right.</param>
internal sealed record Dashboard(string Name, string Title, bool IsForViewers, IReadOnlyList<DashboardPart> Parts, IReadOnlyList<DashboardProblem> Problems)
{
    /// <summary>It comes with the program, so its SQL is the program's own.</summary>
    public bool IsShipped { get; init; }
}

/// <summary>A part of a dashboard.</summary>
/// <param name="Line">Where it begins in the file, from 1.</param>
internal abstract record DashboardPart(int Line);

internal sealed record DashboardHeading(int Line, string Text) : DashboardPart(Line);

internal sealed record DashboardText(int Line, string Text) : DashboardPart(Line);

/// <param name="Line">Of its first line.</param>
/// <param name="Sql">One SELECT.</param>
/// <param name="Shape"><c>bars</c>, <c>columns</c>, or <c>table</c> for no chart.</param>
/// <param name="X">Column along; null for a table.</param>
/// <param name="Y">Column up; null for a table.</param>
/// <param name="Title">The chart's.</param>
internal sealed record DashboardBlock(int Line, string Sql, string Shape, string? X, string? Y, string Title) : DashboardPart(Line);

/// <param name="Line">Where, from 1.</param>
/// <param name="Reason">What was found and expected.</param>
internal sealed record DashboardProblem(int Line, string Reason);
