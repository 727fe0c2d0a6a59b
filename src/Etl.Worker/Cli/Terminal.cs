using System.Text;
using Spectre.Console;

namespace Etl.Worker.Cli;

internal enum ColorMode
{
    Auto,
    Always,
    Never,
}

internal enum Verbosity
{
    /// <summary>Errors only.</summary>
    Quiet,
    Normal,

    /// <summary>What is decided on the way.</summary>
    Detailed,

    /// <summary>The stack of an error too.</summary>
    Debug,
}

/// <summary>
/// The one place that decides what goes to which stream, and whether with colour: data to standard output, messages to standard error,
/// escape sequences only to a terminal or where <c>--color always</c> asks for them.
/// </summary>
internal sealed class Terminal : IDisposable
{
    private readonly StandardStreams streams;
    private readonly bool dumb;

    public Terminal(StandardStreams streams, ColorMode color, Verbosity verbosity)
    {
        this.streams = streams;
        Verbosity = verbosity;
        Out = new StreamWriter(streams.Out, new UTF8Encoding(false), 32 << 10, leaveOpen: true) { NewLine = "\n" };
        dumb = streams.Variable("TERM") == "dumb";
        var plain = dumb || !string.IsNullOrEmpty(streams.Variable("NO_COLOR"));
        OutHasColor = color == ColorMode.Always || color == ColorMode.Auto && !plain && streams.OutIsTerminal;
        ErrorHasColor = color == ColorMode.Always || color == ColorMode.Auto && !plain && streams.ErrorIsTerminal;
    }

    public Verbosity Verbosity { get; }

    /// <summary>Standard output as text, in UTF-8 with LF; what is written is not out before <see cref="Flush"/>.</summary>
    public TextWriter Out { get; }

    /// <summary>Standard output as bytes.</summary>
    public Stream Data => streams.Out;

    public TextReader In => streams.In;

    public bool OutIsTerminal => streams.OutIsTerminal;

    public bool OutHasColor { get; }

    public bool ErrorHasColor { get; }

    /// <summary>Standard error can show a line that changes.</summary>
    public bool CanAnimate => streams.ErrorIsTerminal && !dumb;

    public int Width => streams.Width;

    /// <summary>A line on standard error, unless <c>-q</c>.</summary>
    public void Say(string message)
    {
        if (Verbosity > Verbosity.Quiet)
            WriteError(message);
    }

    /// <summary>A line on standard error with <c>-v</c>.</summary>
    public void SayDetail(string message)
    {
        if (Verbosity >= Verbosity.Detailed)
            WriteError(message);
    }

    /// <summary>An error on standard error, always, and what to do about it.</summary>
    public void SayError(string message, string? hint = null)
    {
        var label = ErrorHasColor ? "\e[31metl:\e[0m " : "etl: ";
        streams.Error.Write(label + Escaped.Lines(message) + "\n" + (hint is null ? "" : "  " + Escaped.Lines(hint) + "\n"));
        streams.Error.Flush();
    }

    public string Dim(string text) => OutHasColor ? $"\e[2m{text}\e[0m" : text;

    public string Bold(string text) => OutHasColor ? $"\e[1m{text}\e[0m" : text;

    /// <summary>Standard output for tables; <see cref="Out"/> carries what is written.</summary>
    public IAnsiConsole OutConsole() => Open(Out, OutHasColor, streams.OutIsTerminal && !dumb || OutHasColor);

    /// <summary>Standard error for what moves.</summary>
    public IAnsiConsole ErrorConsole() => Open(streams.Error, ErrorHasColor, CanAnimate);

    public void Flush() => Out.Flush();

    /// <summary>Gives the text over to the stream, which stays open.</summary>
    public void Dispose()
    {
        try
        {
            Out.Dispose();
        }
        catch (IOException e) when (StandardStreams.IsClosedPipe(e))
        {
            // The reader had enough.
        }
    }

    private void WriteError(string message)
    {
        streams.Error.Write(Escaped.Lines(message) + "\n");
        streams.Error.Flush();
    }

    private IAnsiConsole Open(TextWriter writer, bool color, bool ansi)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = ansi ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = color ? ColorSystemSupport.EightBit : ColorSystemSupport.NoColors,
            Interactive = ansi ? InteractionSupport.Yes : InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = Width;
        return console;
    }
}
