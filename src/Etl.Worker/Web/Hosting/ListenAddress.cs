using System.Globalization;
using System.Net;

namespace Etl.Worker.Web.Hosting;

/// <summary>Where the server listens: an address of this machine and a port.</summary>
/// <param name="Address">The address.</param>
/// <param name="Port">0: one that is free.</param>
public sealed record ListenAddress(IPAddress Address, int Port)
{
    public bool IsLoopback => IPAddress.IsLoopback(Address);

    /// <summary>Reads <c>ADDRESS:PORT</c>, <c>[IPV6]:PORT</c>, <c>localhost:PORT</c>. Null: it is none of these.</summary>
    public static ListenAddress? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return null;
        var host = text[..colon];
        if (host == "localhost")
            return new ListenAddress(IPAddress.Loopback, port);
        if (host.StartsWith('[') != host.EndsWith(']') || host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('['))
            return null;
        return IPAddress.TryParse(host.Trim('[', ']'), out var address) ? new ListenAddress(address, port) : null;
    }
}
