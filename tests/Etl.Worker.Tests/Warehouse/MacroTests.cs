using Etl.Worker.DuckDb;
using Etl.Worker.Warehouse;

namespace Etl.Worker.Tests.Warehouse;

public sealed class MacroTests(MacroTests.Library library) : IClassFixture<MacroTests.Library>
{
    private readonly DuckDbConnection connection = library.Connection;

    public sealed class Library : IDisposable
    {
        private readonly DuckDbDatabase database = DuckDbDatabase.Open();

        public Library()
        {
            Connection = database.Connect();
            // Macros that are tables name those of the standard.
            StandardTables.Load(Connection, CancellationToken.None);
            foreach (var macro in SqlLibrary.Load().Where(o => o.Layer == SqlLibrary.Macros))
                Connection.Execute(macro.Text);
            Connection.Execute("set TimeZone = 'Asia/Tokyo'");
        }

        internal DuckDbConnection Connection { get; }

        public void Dispose()
        {
            Connection.Dispose();
            database.Dispose();
        }
    }

    [Theory]
    [InlineData("uid_root('1.2.840.113619.2.55')", "1.2.840.113619")]
    [InlineData("uid_root('1.3.12.2.1107.5.2')", "1.3.12.2.1107")]
    [InlineData("uid_root('1.3.46.670589.11')", "1.3.46.670589")]
    [InlineData("uid_root('1.3.6.1.4.1.14519.5.2')", "1.3.6.1.4.1.14519")]
    [InlineData("uid_root('1.2.392.200036.9116.2')", "1.2.392.200036.9116")]
    [InlineData("uid_root('1.2.826.0.1.3680043.8.498.1')", "1.2.826.0.1.3680043.8.498")]
    [InlineData("uid_root('1.2.40.0.13.1.1')", "1.2.40.0.13")]
    [InlineData("uid_root('2.25.99')", "2.25")]
    [InlineData("uid_root('2.16.840.1.113662.2')", "2.16.840.1.113662")]
    [InlineData("uid_root('1.2.840.0113619.2')", null)]
    [InlineData("uid_root('1.2')", null)]
    [InlineData("uid_root('1.2.840.x')", null)]
    [InlineData("uid_root('1.2.840.113619.' || repeat('1', 49))", "1.2.840.113619")]
    [InlineData("uid_root('1.2.840.113619.' || repeat('1', 50))", null)]
    [InlineData("modalities_of('1.2.840.10008.5.1.4.1.1.3.1')", "[US, IVUS]")]
    [InlineData("modalities_of('1.2.840.10008.5.1.4.1.1.7')", null)]
    [InlineData("dicom_time('10')", "10:00:00")]
    [InlineData("dicom_time('10:15')", "10:15:00")]
    [InlineData("dicom_time('10:15:30.120000')", "10:15:30.12")]
    [InlineData("dicom_time('23:59:60')", "23:59:59.999999")]
    [InlineData("dicom_time('10:15:60.5')", "10:15:59.999999")]
    [InlineData("dicom_time('noon')", null)]
    [InlineData("dicom_datetime('2024')", "2024-01-01 00:00:00")]
    [InlineData("dicom_datetime('2024-02')", "2024-02-01 00:00:00")]
    [InlineData("dicom_datetime('2024-02-29T12')", "2024-02-29 12:00:00")]
    [InlineData("dicom_datetime('2024-02-29T12:30-05:00')", "2024-02-29 12:30:00")]
    [InlineData("dicom_datetime('2016-12-31T23:59:60+01:00')", "2016-12-31 23:59:59.999999")]
    [InlineData("dicom_datetime('2023-02-29')", null)]
    [InlineData("dicom_offset('2024+05:30')", "330")]
    [InlineData("dicom_offset('2024-02-29T12:30-03:30')", "-210")]
    [InlineData("dicom_offset('2024-02-29')", null)]
    [InlineData("epoch(dicom_datetime_utc('1970-01-01T01:00+01:00', '-0500'))", "0.0")]
    [InlineData("epoch(dicom_datetime_utc('1970-01-01', '-0330'))", "12600.0")]
    [InlineData("dicom_datetime_utc('1970-01-01', null)", null)]
    [InlineData("dicom_datetime_utc('1970-01-01', 'CET')", null)]
    [InlineData("dicom_at(date '2024-02-29', time '10:15:00')", "2024-02-29 10:15:00")]
    [InlineData("dicom_at(date '2024-02-29', null)", "2024-02-29 00:00:00")]
    [InlineData("age_years('045Y')", "45.0")]
    [InlineData("age_years('018M')", "1.5")]
    [InlineData("round(age_years('026W'), 4)", "0.4983")]
    [InlineData("age_years('young')", null)]
    [InlineData("pn_family('Yamada^Tarou=山田^太郎=やまだ^たろう')", "Yamada")]
    [InlineData("pn_given('Yamada^Tarou=山田^太郎=やまだ^たろう')", "Tarou")]
    [InlineData("pn_middle('Adams^John Robert Quincy^^Rev.^B.A. M.Div.')", null)]
    [InlineData("pn_prefix('Adams^John Robert Quincy^^Rev.^B.A. M.Div.')", "Rev.")]
    [InlineData("pn_suffix('Adams^John Robert Quincy^^Rev.^B.A. M.Div.')", "B.A. M.Div.")]
    [InlineData("pn_alphabetic('=山田^太郎')", null)]
    [InlineData("pn_ideographic('Yamada^Tarou=山田^太郎=やまだ^たろう')", "山田^太郎")]
    [InlineData("pn_phonetic('Yamada^Tarou=山田^太郎=やまだ^たろう')", "やまだ^たろう")]
    [InlineData("is_empty(['PatientID'], 'PatientID')", "true")]
    [InlineData("is_empty(null, 'PatientID')", "false")]
    [InlineData("(select distinct_values(x) from (values ('b'), ('a'), ('b'), (null)) as t(x))", "2")]
    [InlineData("(select distinct_values(x) from (values (null::varchar)) as t(x))", "0")]
    [InlineData("(select values_text(x) from (values ('b'), ('a'), ('b'), (null)) as t(x))", "a,b")]
    [InlineData("(select values_text(x) from (values (null::bigint)) as t(x))", null)]
    [InlineData("top_level(['A', 'B.C'])", "[A]")]
    [InlineData("attribute_state(false, 'A', ['A'], null, ['A'])", "invalid")]
    [InlineData("attribute_state(true, 'A', ['A'], null, null)", "present")]
    public void Macro_GivesItsValue(string expression, string? expected) =>
        Assert.Equal(expected, connection.QueryScalar<string>($"select ({expression})::varchar"));
}
