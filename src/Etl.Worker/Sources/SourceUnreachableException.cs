namespace Etl.Worker.Sources;

/// <summary>A source cannot be reached, listed or read. The message says what to do about it.</summary>
public sealed class SourceUnreachableException(string uri, string advice, Exception? inner = null)
    : IOException($"The source {uri} cannot be read. {advice}", inner)
{
    /// <summary>What is wrong, and what to do about it, without the source's name.</summary>
    public string Advice { get; } = advice;
}
