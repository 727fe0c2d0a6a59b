namespace Etl.Worker.Sample;

/// <summary>What <see cref="SampleArchive"/> wrote.</summary>
/// <param name="Instances">DICOM instances, stored copies included.</param>
/// <param name="BrokenFiles">Files that hold no readable instance.</param>
/// <param name="DirectoryFiles">DICOMDIR files (PS3.10 8.6): valid DICOM, but no instance.</param>
/// <param name="Patients">Distinct patients.</param>
/// <param name="Studies">Distinct studies.</param>
/// <param name="Series">Distinct series.</param>
/// <param name="Bytes">Bytes of all files.</param>
/// <param name="Modalities">Instances by the modality of their series.</param>
/// <param name="SopClasses">Instances by SOP class UID.</param>
/// <param name="Defects">Every seeded defect with the file that shows it, ordered by path.</param>
public sealed record SampleSummary(
    int Instances,
    int BrokenFiles,
    int DirectoryFiles,
    int Patients,
    int Studies,
    int Series,
    long Bytes,
    IReadOnlyDictionary<string, int> Modalities,
    IReadOnlyDictionary<string, int> SopClasses,
    IReadOnlyList<SeededDefect> Defects);

/// <summary>A defect and the file it is found in, as a path with slashes below the archive's root.</summary>
public readonly record struct SeededDefect(SampleDefect Defect, string Path);
