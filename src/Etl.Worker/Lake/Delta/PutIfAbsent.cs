using System.Runtime.InteropServices;

namespace Etl.Worker.Lake.Delta;

/// <summary>How a commit becomes visible: whole, at once, and only if nobody else's has that name.</summary>
internal enum PutMethod
{
    /// <summary>link(2) of a flushed temporary file: fails when the name exists. .NET's own move is stat and rename on Unix, so two racers can both win it.</summary>
    Link,

    /// <summary>Windows' move without replace.</summary>
    Move,

    /// <summary>
    /// For file systems without hard links: stat and rename under a lock file. Creating the name exclusively and writing then would be
    /// safe from writers that do not know the lock, but readers would see an empty commit for a moment and take it for a whole one.
    /// </summary>
    Locked,
}

internal static class PutIfAbsent
{
    private const string LockName = ".commit.lock";

    public static PutMethod Default => OperatingSystem.IsWindows() ? PutMethod.Move : PutMethod.Link;

    /// <summary>Creates the file with this content, flushed, its modification time as given. False when the name is taken.</summary>
    public static bool TryPut(string directory, string name, ReadOnlySpan<byte> content, DateTimeOffset modified, PutMethod method)
    {
        var target = Path.Combine(directory, name);
        var temporary = Path.Combine(directory, LogFile.Temporary(name));
        try
        {
            Durable.WriteNew(temporary, content);
            // The modification time is the commit's time for travel in time, and a hard link keeps it.
            File.SetLastWriteTimeUtc(temporary, modified.UtcDateTime);
            var done = method switch
            {
                PutMethod.Link => TryLink(temporary, target) ?? TryMoveLocked(directory, temporary, target),
                PutMethod.Move => TryMove(temporary, target),
                _ => TryMoveLocked(directory, temporary, target),
            };
            if (!done)
                return false;
        }
        finally
        {
            File.Delete(temporary);
        }
        Durable.FlushDirectory(directory);
        return true;
    }

    private static bool TryMoveLocked(string directory, string temporary, string target)
    {
        using var held = Lock(Path.Combine(directory, LockName));
        return TryMove(temporary, target);
    }

    private static bool TryMove(string temporary, string target)
    {
        try
        {
            File.Move(temporary, target, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(target) && File.Exists(temporary))
        {
            return false;
        }
    }

    /// <summary>Null when the file system has no hard links.</summary>
    private static bool? TryLink(string temporary, string target)
    {
        if (Durable.Native.Link(temporary, target) == 0)
            return true;
        var error = Marshal.GetLastPInvokeError();
        if (error == Durable.Native.Exists)
            return false;
        var noLinks = error is Durable.Native.NotPermitted or Durable.Native.CrossDevice or Durable.Native.TooManyLinks
            or Durable.Native.NotSupported or Durable.Native.NotSupportedOnMac
            || error == Durable.Native.NotImplemented;
        return noLinks ? null : throw Durable.Failure("link", target);
    }

    private static FileStream Lock(string path)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < 5000)
            {
                Thread.Sleep(2);
            }
        }
    }
}
