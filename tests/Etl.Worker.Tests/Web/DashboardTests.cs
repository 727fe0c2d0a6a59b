using System.Net;
using Etl.Worker.Configuration;
using Etl.Worker.Tests.Cli;
using Etl.Worker.Web.Dashboards;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Tests.Web;

public sealed class DashboardTests
{
    [Fact]
    public void File_IsReadPartByPart()
    {
        var dashboard = DashboardFile.Read("mine", """
            # My dashboard
            role: viewer

            Some text
            over two lines.

            ## A heading

            ```sql bars x=Modality y=instances title="By modality, all of them"
            select Modality, instances
            from modality_index
            ```
            """);

        Assert.Empty(dashboard.Problems);
        Assert.Equal(("My dashboard", true), (dashboard.Title, dashboard.IsForViewers));
        Assert.Equal(
            [new DashboardText(4, "Some text over two lines."), new DashboardHeading(7, "A heading"),
                new DashboardBlock(9, "select Modality, instances\nfrom modality_index", "bars", "Modality", "instances", "By modality, all of them")],
            dashboard.Parts);
    }

    [Theory]
    [InlineData("text\n```sql\nselect 1\n```", "1: The first line is no title")]
    [InlineData("# T\nrole: everybody\n\n```sql\nselect 1\n```", "2: role is \"everybody\"")]
    [InlineData("# T\nrules: x\n\n```sql\nselect 1\n```", "2: \"rules\" is no setting")]
    [InlineData("# T\n\n```sql pie\nselect 1\n```", "3: \"pie\" is no shape. There are bars, columns, table.")]
    [InlineData("# T\n\n```sql bar x=a y=b\nselect 1\n```", "3: \"bar\" is no shape. Did you mean \"bars\"?")]
    [InlineData("# T\n\n```sql bars x=a\nselect 1\n```", "3: bars needs x=COLUMN and y=COLUMN.")]
    [InlineData("# T\n\n```sql table colour=red\nselect 1\n```", "3: \"colour\" is no option.")]
    [InlineData("# T\n\ntext\n\n```sql\nselect 1", "5: The block has no end")]
    [InlineData("# T\n\n```python\nprint()\n```", "3: The block is of \"python\"; sql was expected.")]
    [InlineData("# T\n\n```sql\n\n```", "3: The block is empty.")]
    [InlineData("# T\n\nonly text", "1: There is no block of SQL")]
    public void WrongFile_IsToldWithLineAndReason(string text, string problem)
    {
        var found = Assert.Single(DashboardFile.Read("x", text).Problems);

        Assert.StartsWith(problem, $"{found.Line}: {found.Reason}");
    }

    [Fact]
    public async Task ShippedDashboards_WorkAsTheyAre()
    {
        await using var test = await ServedWarehouse.Start();
        var viewer = test.Token(Role.Viewer);
        var list = await test.Get("/dashboards", viewer);
        foreach (var name in new[] { "tag-coverage", "modality-mix", "archive-growth", "scanner-fleet", "conformance" })
        {
            var page = await test.Get($"/dashboards/{name}", viewer);

            Assert.Contains($"href=\"/dashboards/{name}\"", list.Text);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.DoesNotContain("notice bad", page.Text);
        }

        var mix = await test.Get("/dashboards/modality-mix", viewer);
        Assert.Contains("<bdi>CT</bdi></td><td class=\"num\"><bdi>2</bdi>", mix.Text);
        Assert.Contains("<svg class=\"chart bars\"", mix.Text);
    }

    [Fact]
    public async Task OwnFile_TakesTheShippedOnesPlace_AndItsErrorsAreShown()
    {
        using var folder = new TemporaryFolder();
        folder.File("modality-mix.md", "# Mine instead\nrole: viewer\n\n```sql bars x=nothing y=n\nselect 'a' as t, 1 as n\n```\n\n```sql table\nselect * from read_text('/etc/passwd')\n```\n");
        folder.File("secret.md", "# For analysts\n\n```sql table\nselect PatientID from patient_index\n```\n");
        await using var test = await ServedWarehouse.Start(new EtlConfig { Dashboards = folder.Path });
        var (viewer, analyst) = (test.Token(Role.Viewer), test.Token(Role.Analyst));

        var page = await test.Get("/dashboards/modality-mix", viewer);

        Assert.Contains("Mine instead", page.Text);
        Assert.Contains("Line 4: The statement gives t, n, not nothing.", page.Text);
        Assert.Contains("Line 8: The function read_text is not among those", page.Text);
        Assert.Equal(HttpStatusCode.NotFound, (await test.Get("/dashboards/secret", viewer)).Status);
        Assert.Contains("P2", (await test.Get("/dashboards/secret", analyst)).Text);
        Assert.DoesNotContain("For analysts", (await test.Get("/dashboards", viewer)).Text);
    }
}
