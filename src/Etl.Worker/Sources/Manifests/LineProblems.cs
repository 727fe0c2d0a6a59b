namespace Etl.Worker.Sources.Manifests;

/// <summary>Counts lines of a list that name no object. None of their text is kept.</summary>
internal sealed class LineProblems
{
    private long count;
    private string first = "";

    internal void Add(string place, string problem)
    {
        if (count++ == 0)
            first = $"{place}: {problem}";
    }

    /// <summary>In a sentence or two; null where there are none.</summary>
    internal string? Text => count == 0 ? null : count == 1 ? $"One line names no object. {first}." : $"{count} lines name no object. The first is {first}.";
}
