using System.Reflection;
using System.Runtime.InteropServices;

namespace Etl.Worker.DuckDb.Native;

/// <summary>Loads DuckDB's shared library from the program's own directory and from nowhere else.</summary>
internal static class NativeLibraryResolver
{
    public static void Register() =>
        NativeLibrary.SetDllImportResolver(typeof(NativeLibraryResolver).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != NativeMethods.Library) return 0;

        var path = Path.Combine(AppContext.BaseDirectory, FileName);
        if (!File.Exists(path))
            throw new DllNotFoundException(
                $"DuckDB's library {FileName} was not found in {AppContext.BaseDirectory}; the build copies it there from npm.");
        return NativeLibrary.Load(path);
    }

    private static string FileName =>
        OperatingSystem.IsWindows() ? "duckdb.dll" : OperatingSystem.IsMacOS() ? "libduckdb.dylib" : "libduckdb.so";
}
