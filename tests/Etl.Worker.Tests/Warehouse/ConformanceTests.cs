namespace Etl.Worker.Tests.Warehouse;

/// <summary>What conformance finds in instances laid out by hand. CT Image (PS3.3 A.3): KVP has type 2, Rows type 1, Contrast/Bolus is conditional.</summary>
public sealed class ConformanceTests(ConformanceTests.Archive archive) : IClassFixture<ConformanceTests.Archive>
{
    public sealed class Archive : IDisposable
    {
        private const string Truncated = "'TRUNCATED' as stop_reason, '1.2.840.10008.5.1.4.1.1.2' as SOPClassUID, 'T' as Manufacturer";

        internal TestWarehouse Warehouse { get; } = new TestWarehouse()
            .Part("CT",
                Ct("2020-01-01") + ", 512 as Rows",
                Ct("2020-03-01") + ", 512 as Rows",
                Ct("2020-02-01") + ", 512 as Rows, ['KVP'] as EmptyElements",
                Ct("2019-01-01") + ", 120.0::double as KVP, ['Rows'] as EmptyElements",
                Ct("2021-01-01") + ", 512 as Rows, [{'Path': 'KVP', 'VR': 'DS', 'Reason': 'DS_INVALID', 'Raw': 'x', 'RawLength': 1::bigint}] as ValueErrors",
                // An item without its instance, and one that has it.
                Ct("2021-01-01", "Other") + """
                , 512 as Rows, 120.0::double as KVP, 1.5::double as ContrastBolusVolume,
                [{'ReferencedSOPClassUID': '1.2', 'ReferencedSOPInstanceUID': null}, {'ReferencedSOPClassUID': '1.2', 'ReferencedSOPInstanceUID': '1.3'}]
                  as ReferencedStudySequence,
                [{'CodeValue': 'c', 'EquivalentCodeSequence': [{'CodeValue': 'd', 'CodeMeaning': null::varchar}], 'CodeMeaning': 'C'}] as ProcedureCodeSequence
                """,
                Truncated)
            .Part("MR", Ct("2021-01-01", "Wrong") + ", 512 as Rows, 120.0::double as KVP, 'x' as ImageID, 'x' as ImageGeometryType")
            .Part(null, "'EOF' as stop_reason, '1.2.840.10008.5.1.4.1.1.7' as SOPClassUID, 'WSD' as ConversionType", "'EOF' as stop_reason, '1.2.3' as SOPClassUID")
            .Build();

        public void Dispose() => Warehouse.Dispose();

        private static string Ct(string day, string maker = "Maker") =>
            $"'EOF' as stop_reason, '1.2.840.10008.5.1.4.1.1.2' as SOPClassUID, '{maker}' as Manufacturer, 'M' as ManufacturerModelName, "
            + $"['1', '2'] as SoftwareVersions, date '{day}' as StudyDate";
    }

    private List<string> Findings(string where) => archive.Warehouse.Query(
        $"select kind, path, detail, Manufacturer, instances, first_date, last_date from conformance_findings where {where} order by all");

    [Fact]
    public void Type2_MissesWhereAbsentAndNotWhereEmptyOrInvalid() =>
        Assert.Equal(["missing_type_2|KVP|∅|Maker|2|2020-01-01|2020-03-01"], Findings("path = 'KVP' and kind <> 'value_format'"));

    [Fact]
    public void InvalidValue_IsAFindingOfItsOwn() =>
        Assert.Equal(["value_format|KVP|DS DS_INVALID|Maker|1|2021-01-01|2021-01-01"], Findings("kind = 'value_format'"));

    [Fact]
    public void Type1_MustNotBeEmpty() => Assert.Equal(["empty_type_1|Rows|∅|Maker|1|2019-01-01|2019-01-01"], Findings("path = 'Rows' and Manufacturer = 'Maker'"));

    [Fact]
    public void Item_WithoutARequiredAttribute_AtAnyDepth() => Assert.Equal(
        ["missing_type_1|ProcedureCodeSequence.EquivalentCodeSequence.CodeMeaning|∅|Other|1|2021-01-01|2021-01-01",
            "missing_type_1|ReferencedStudySequence.ReferencedSOPInstanceUID|∅|Other|1|2021-01-01|2021-01-01"],
        Findings("path like '%.%'"));

    [Fact]
    public void ConditionalModule_AsksWhereItIsUsed() =>
        Assert.Equal(["missing_type_2|ContrastBolusAgent|∅|Other|1|2021-01-01|2021-01-01"], Findings("path like 'ContrastBolus%'"));

    [Fact]
    public void TruncatedObject_MissesNothing() => Assert.Empty(Findings("Manufacturer = 'T'"));

    [Fact]
    public void ModalityOfAnotherClass_AndClassesUnknown() => Assert.Equal(
        ["sop_class_modality|Modality|MR for CT|Wrong|1|2021-01-01|2021-01-01", "sop_class_unknown|SOPClassUID|1.2.3|∅|1|∅|∅"],
        Findings("kind like 'sop_class%'"));

    [Fact]
    public void RetiredAttribute_IsNoted() =>
        Assert.Equal(["note|ImageGeometryType"], archive.Warehouse.Query("select severity, path from conformance_findings where kind = 'retired_attribute'"));

    [Fact]
    public void SecondaryCapture_NeedsNoModality()
    {
        Assert.Empty(Findings("path = 'Modality' and kind like 'missing%'"));
        Assert.NotEmpty(Findings("path = 'StudyInstanceUID' and kind = 'missing_type_1' and Manufacturer is null"));
    }

    [Fact]
    public void Device_IsCountedBesideItsFindings() => Assert.Equal(
        ["2|5|8|1\\2|[ct-image]|2"],
        archive.Warehouse.Query("""
            select instances, device_instances, class_instances, SoftwareVersions, modules, type from conformance_findings
            where kind = 'missing_type_2' and path = 'KVP' and Manufacturer = 'Maker'
            """));

    [Theory]
    [InlineData("general-acquisition", "unknown|8|0|0|0|8|false")] // no attributes are known of it
    [InlineData("ct-image", "violated|8|0|7|0|1|true")] // ImageType and others are in none; one object is truncated
    [InlineData("contrast-bolus", "violated|8|0|1|7|0|true")]
    [InlineData("synchronization", "conditional|8|0|0|8|0|true")]
    [InlineData("patient-study", "not_used|8|0|0|8|0|true")]
    public void Module_IsPassedViolatedNotUsedOrUnknown(string module, string expected) => Assert.Equal([expected], archive.Warehouse.Query($"""
        select state, instances, passed, violated, not_used, unknown, is_known from iod_conformance
        where SOPClassUID = '1.2.840.10008.5.1.4.1.1.2' and module = '{module}'
        """));

    [Fact]
    public void SharedAttribute_DoesNotMakeAModuleUsed() =>
        Assert.Equal(["0"], archive.Warehouse.Query("select count(*) from iod_conformance where usage = 'U' and passed + violated > 0"));

    [Fact]
    public void Uids_ByTheirRoots()
    {
        using var warehouse = new TestWarehouse()
            .Part("CT", "'1.2.840.113619.1.2' as StudyInstanceUID, 'GE' as Manufacturer", "'1.2.840.113619.1.3' as StudyInstanceUID, 'Copy' as Manufacturer",
                "'2.25.1234' as StudyInstanceUID", "'1.2.826.0.1.3680043.8.498.77' as StudyInstanceUID", "'not a uid' as StudyInstanceUID",
                "'1.2.826.0.1.3680043.9.1.77' as StudyInstanceUID, '1.2.276.0.7230010.3' as ImplementationClassUID, 'OFFIS' as ImplementationVersionName")
            .Build();

        Assert.Equal(
            ["ImplementationClassUID|1.2.276.0.7230010|OFFIS (DCMTK)|false|1|[]|[OFFIS]", "StudyInstanceUID|1.2.826.0.1.3680043.8.498|pydicom|false|1|[]|[]",
                "StudyInstanceUID|1.2.826.0.1.3680043.9.1|given away by Medical Connections|false|1|[]|[]", "StudyInstanceUID|1.2.840.113619|GE|false|2|[Copy, GE]|[]",
                "StudyInstanceUID|2.25|nobody: a UUID|true|1|[]|[]", "StudyInstanceUID|∅|∅|false|1|[]|[]"],
            warehouse.Query("""
                select keyword, root, organization, is_uuid, uids, coalesce(manufacturers, []), coalesce(implementation_versions, [])
                from uid_roots order by keyword, root nulls last
                """));
    }
}
