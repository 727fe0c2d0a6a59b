namespace Etl.Worker.Tests.Warehouse;

/// <summary>Series laid out by hand: one is a regular volume, each other differs from it in one thing.</summary>
public sealed class SeriesGeometryTests(SeriesGeometryTests.Stacks archive) : IClassFixture<SeriesGeometryTests.Stacks>
{
    public sealed class Stacks : IDisposable
    {
        internal TestWarehouse Warehouse { get; } = new TestWarehouse()
            .Part("CT",
                Slice("regular", "r1", 1, "1"), Slice("regular", "r2", 2, "2"), Slice("regular", "r3", 3, "3"), Slice("regular", "r4", 4, "4"),
                // r3 is there twice: it counts once, and leaves no gap of its own.
                Slice("copied", "c1", 1, "1"), Slice("copied", "c2", 2, "2"), Slice("copied", "c3", 3, "3"), Slice("copied", "c3", 3, "3"),
                Slice("unnamed", null, 1, "1"), Slice("unnamed", null, 2, "2"), Slice("unnamed", null, 2, "2"),
                Slice("same place", "s1", 1, "1"), Slice("same place", "s2", 2, "2"), Slice("same place", "s3", 3, "2"),
                Slice("turned", "t1", 1, "1"), Slice("turned", "t2", 2, "2", "[0, 1, 0, 0, 0, 1]"),
                Slice("lost", "l1", 1, "1"), Slice("lost", "l2", 2, "null"), Slice("lost", "l3", 3, "3"),
                Slice("far", "f1", 1, "1e308"), Slice("far", "f2", 2, "-1e308"), Slice("far", "f3", 9_223_372_036_854_775_807, "-1e308"),
                Slice("scout", "o1", 1, "1"), Slice("scout", "o2", 2, "2") + ", ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] as ImageType")
            .Build();

        public void Dispose() => Warehouse.Dispose();

        private static string Slice(string series, string? instance, long number, string z, string orientation = "[1, 0, 0, 0, 1, 0]") =>
            $"""
            '{series}' as SeriesInstanceUID, {(instance is null ? "null" : $"'{instance}'")} as SOPInstanceUID, {number}::bigint as InstanceNumber,
            '1.2.840.10008.5.1.4.1.1.2' as SOPClassUID, {orientation}::double[] as ImageOrientationPatient, [0, 0, {z}]::double[] as ImagePositionPatient,
            [0.5, 0.5]::double[] as PixelSpacing, 512::bigint as Rows, 512::bigint as Columns
            """;
    }

    [Fact]
    public void Volume_IsRegularUnlessOneThingIsNot() => Assert.Equal(
        [
            "copied|3|true|true|true|1.0|true", "far|3|true|false|false|inf|false", "lost|3|true|false|false|1.0|false", "regular|4|true|true|true|1.0|true",
            "same place|3|true|false|false|0.5|false", "turned|2|false|true|true|1.0|false", "unnamed|2|true|true|true|1.0|true",
        ],
        archive.Warehouse.Query("""
            select SeriesInstanceUID, slices, single_orientation, unique_slice_positions, uniform_slice_spacing, slice_spacing_mm, regularly_spaced_3d_volume
            from volume_geometry_index
            """));

    [Fact]
    public void Gap_IsWhereANumberOrASliceIsMissing() => Assert.Equal(
        ["far|1|9223372036854775807|3|9.223372036854776e+18|[3-9223372036854775806]|0"],
        archive.Warehouse.Query("""
            select SeriesInstanceUID, first_instance_number, last_instance_number, distinct_instance_numbers, missing_instance_numbers,
              instance_number_gaps, slice_gaps
            from incomplete_series
            """));

    [Fact]
    public void UidThatSeveralObjectsHave_CountsOnce() => Assert.Equal(
        ["∅|20|21|c1"],
        archive.Warehouse.Query("select root, uids, instances, first_uid from uid_roots where keyword = 'SOPInstanceUID'"));
}
