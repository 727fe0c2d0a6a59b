namespace Etl.Bench;

/// <summary>pydicom reading every file below a folder, up to pixel data.</summary>
internal static class Pydicom
{
    private const string Script = """
        import os, sys, warnings
        warnings.simplefilter("ignore")
        import pydicom
        for folder, _, files in os.walk(sys.argv[1]):
            for name in files:
                try:
                    dataset = pydicom.dcmread(os.path.join(folder, name), stop_before_pixels=True, force=True)
                    if sys.argv[2] == "values":
                        for element in dataset.iterall():
                            element.value
                except Exception:
                    pass
        """;

    /// <summary>dcmread alone: values stay bytes until they are asked for.</summary>
    internal static Timing Read(string folder) => Machine.Measure("/usr/bin/python3", "-c", Script, folder, "bare");

    /// <summary>As above, and every value asked for.</summary>
    internal static Timing ReadValues(string folder) => Machine.Measure("/usr/bin/python3", "-c", Script, folder, "values");
}
