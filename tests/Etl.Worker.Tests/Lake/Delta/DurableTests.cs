using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Tests.Lake.Delta;

public sealed class DurableTests
{
    [Fact]
    public void FilesAndDirectories_AreFlushed()
    {
        using var table = new TestTable();
        var directory = Path.Combine(table.Root, "a", "b");
        var file = Path.Combine(directory, "f");

        Durable.CreateDirectory(directory);
        Durable.WriteNew(file, "x"u8);
        Durable.FlushFile(file);
        Durable.FlushDirectory(directory);

        Assert.Equal("x", File.ReadAllText(file));
        Assert.Throws<IOException>(() => Durable.WriteNew(file, "y"u8));
    }

    [Fact]
    public void MissingDirectory_IsAnError()
    {
        if (OperatingSystem.IsWindows())
            return;
        Assert.Contains("open failed", Assert.Throws<IOException>(() => Durable.FlushDirectory("/nonexistent-directory")).Message, StringComparison.Ordinal);
    }
}
