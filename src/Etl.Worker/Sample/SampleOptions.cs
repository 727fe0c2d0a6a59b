namespace Etl.Worker.Sample;

/// <summary>What <see cref="SampleArchive"/> is to write.</summary>
/// <param name="Directory">Target folder; it must be absent or empty.</param>
/// <param name="Instances">DICOM instances to write, stored copies included; broken files and DICOMDIRs come on top.</param>
/// <param name="Seed">The same seed, count and options give the same bytes under the same names.</param>
/// <param name="PixelBytes">
/// Bytes of native pixel data of a frame, roughly. Rows and Columns follow from it, so that every image is consistent:
/// 512 is 16 × 16 pixels of two bytes, 524288 is a full 512 × 512. Compressed images keep their full matrix whatever this says.
/// </param>
/// <param name="Defects">Seed the deviations, inconsistencies and broken files of <see cref="SampleDefects"/>.</param>
/// <param name="MaxDegreeOfParallelism">Writers at work; -1 for one a core. It does not change the result.</param>
public sealed record SampleOptions(
    string Directory, int Instances, int Seed = 1, int PixelBytes = 512, bool Defects = true, int MaxDegreeOfParallelism = -1);
