using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Etl.Worker.Cli;

/// <summary>What the process was started with: its three streams, what they are, and the environment.</summary>
internal sealed record StandardStreams
{
    /// <summary>Standard output, as bytes: data and nothing else.</summary>
    public required Stream Out { get; init; }

    /// <summary>Standard error: messages.</summary>
    public required TextWriter Error { get; init; }

    public required TextReader In { get; init; }

    public bool OutIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    /// <summary>Columns of the terminal.</summary>
    public int Width { get; init; } = 80;

    public Func<string, string?> Variable { get; init; } = _ => null;

    public static StandardStreams OfProcess()
    {
        Console.OutputEncoding = new UTF8Encoding(false);
        return new StandardStreams
        {
            Out = OpenOut(),
            Error = Console.Error,
            In = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false)),
            OutIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Width = TerminalWidth(),
            Variable = Environment.GetEnvironmentVariable,
        };
    }

    /// <summary>A closed pipe, seen at a write.</summary>
    public static bool IsClosedPipe(IOException exception) =>
        exception.HResult is 32 or unchecked((int)0x8007006D) or unchecked((int)0x800700E8);

    /// <summary>
    /// The console's own stream takes a closed pipe for success, so that <c>etl query … | head</c> would run to its end unheard;
    /// a file stream over the pipe reports it. A file stream would not move a redirected file's shared offset, so files keep the console's.
    /// </summary>
    private static Stream OpenOut()
    {
        if (!OperatingSystem.IsWindows() && Console.IsOutputRedirected)
        {
            try
            {
                var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
                if (!pipe.CanSeek)
                    return pipe;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                return Console.OpenStandardOutput();
            }
        }

        return Console.OpenStandardOutput();
    }

    private static int TerminalWidth()
    {
        try
        {
            return Console.IsOutputRedirected && Console.IsErrorRedirected || Console.WindowWidth <= 0 ? 80 : Console.WindowWidth;
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
