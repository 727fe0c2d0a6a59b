using System.Runtime.InteropServices;

namespace Etl.Worker.Lake.Delta;

/// <summary>How a commit becomes visible: whole, at once, and only if nobody else's has that name.</summary>
internal enum PutMethod
{
    /// <summary>link(2) of a flushed temporary file: fails when the name exists. .NET's own move is stat and rename on Unix, so two racers can both win it.</summary>
    Link,

    /// <summary>Windows' move without replace.</summary>
    Move,

    /// <summary>For file systems without hard links: exclusive creation and one write, under a lock file.</summary>
    Exclusive,
}

internal static class PutIfAbsent
{
    private const string LockName = ".commit.lock";

    public static PutMethod Default => OperatingSystem.IsWindows() ? PutMethod.Move : PutMethod.Link;

    /// <summary>Creates the file with this content, flushed, its modification time as given. False when the name is taken.</summary>
    public static bool TryPut(string directory, string name, ReadOnlySpan<byte> content, DateTimeOffset modified, PutMethod method)
    {
        var target = Path.Combine(directory, name);
        var put = method == PutMethod.Exclusive
            ? TryCreateExclusively(directory, target, content, modified)
            : TryPublish(directory, name, target, content, modified, method);
        if (put is { } done)
        {
            if (done)
                Durable.FlushDirectory(directory);
            return done;
        }
        return TryPut(directory, name, content, modified, PutMethod.Exclusive);
    }

    /// <summary>Null when the file system has no hard links.</summary>
    private static bool? TryPublish(
        string directory, string name, string target, ReadOnlySpan<byte> content, DateTimeOffset modified, PutMethod method)
    {
        var temporary = Path.Combine(directory, LogFile.Temporary(name));
        try
        {
            Durable.WriteNew(temporary, content);
            // The modification time is the commit's time for travel in time, and a hard link keeps it.
            File.SetLastWriteTimeUtc(temporary, modified.UtcDateTime);
            return method == PutMethod.Move ? TryMove(temporary, target) : TryLink(temporary, target);
        }
        finally
        {
            File.Delete(temporary);
        }
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

    private static bool TryCreateExclusively(string directory, string target, ReadOnlySpan<byte> content, DateTimeOffset modified)
    {
        using var held = Lock(Path.Combine(directory, LockName));
        if (File.Exists(target))
            return false;
        FileStream file;
        try
        {
            file = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (IOException) when (File.Exists(target))
        {
            return false;
        }
        try
        {
            using (file)
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }
            File.SetLastWriteTimeUtc(target, modified.UtcDateTime);
            return true;
        }
        catch
        {
            // Half a commit would break the table for every reader; without it the version is free again.
            File.Delete(target);
            throw;
        }
    }

    private static FileStream Lock(string path)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < 500)
            {
                Thread.Sleep(20);
            }
        }
    }
}
