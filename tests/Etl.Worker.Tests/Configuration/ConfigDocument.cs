using System.Text;
using Etl.Worker.Configuration;

namespace Etl.Worker.Tests.Configuration;

/// <summary><c>docs/configuration.md</c>: every setting as the records declare it.</summary>
public sealed class ConfigDocument
{
    private const string Command = "ETL_UPDATE_DOCS=1 dotnet test tests/Etl.Worker.Tests --filter ConfigDocument";

    private const string Example = """
        {
          // comments and trailing commas are taken
          "lake": "/var/lib/etl/lake",
          "sources": [
            { "name": "archive", "uri": "/archive" },
            { "name": "research", "uri": "s3://research/images", "endpoint": "https://s3.example.org", "path_style": true, "profile": "research" },
          ],
          "schedules": [
            { "name": "nightly", "cron": "30 2 * * *", "time_zone": "Europe/Berlin" },
            { "name": "research", "cron": "*/30 * * * *", "sources": ["research"], "misfire": "skip" },
          ],
          "webhooks": [{ "url": "https://chat.example.org/hook", "events": ["failed", "check_violated", "missed"] }],
          "serve": { "listen": "127.0.0.1:8080" },
        }
        """;

    [Fact]
    public void Document_IsCurrent()
    {
        var path = Path.Combine(RepositoryFolder, "docs", "configuration.md");
        var current = Write();
        if (Environment.GetEnvironmentVariable("ETL_UPDATE_DOCS") == "1")
            File.WriteAllText(path, current);

        Assert.True(File.Exists(path) && File.ReadAllText(path) == current, $"docs/configuration.md is not current. To write it again: {Command}");
    }

    [Fact]
    public void Example_IsValid()
    {
        using var folder = new Cli.TemporaryFolder();

        Assert.Equal(2, ConfigFile.Load(folder.File("etl.json", Example), new Dictionary<string, string>(), []).Config.Schedules.Count);
    }

    private static string Write()
    {
        var text = new StringBuilder($"""
            # Configuration

            `etl serve`, and `etl refresh` where it is given no `--source`, read `etl.json` of the current folder, or the file that `--config` names. It is checked as a whole before anything starts: every
            problem is told at once, with its line and path, and the exit code is 2. A setting that is not known is a problem.

                etl config check                # is it valid?
                etl config show --origin        # every value in force, and where it comes from

            Over the file stands the environment, `ETL__` and the path with `__` for each point (`ETL__SERVE__LISTEN=127.0.0.1:9000`,
            `ETL__SOURCES__0__URI=/archive`; lists of words are parted by commas), and over it the command line (`--set serve.listen=127.0.0.1:9000`).
            Paths in the file are meant from the file's folder. With `--source`, `etl refresh` reads it only where `--config` or `--set` is given too; what its own options say stands over it.
            Secrets are shown as `***`; credentials of buckets stay where the AWS tools look for them.

            ```jsonc
            {Example}
            ```

            The tables are written by a test from the records in `src/Etl.Worker/Configuration`:

            ```sh
            {Command}
            ```

            """.ReplaceLineEndings("\n"));
        Section(text, "", typeof(EtlConfig));
        return text.ToString();
    }

    private static void Section(StringBuilder text, string path, Type type)
    {
        var defaults = Activator.CreateInstance(type)!;
        var settings = ConfigSetting.Of(type);
        text.Append($"\n## {(path.Length == 0 ? "The file" : $"`{path}`")}\n\n| setting | is | default | meaning |\n|---|---|---|---|\n");
        foreach (var setting in settings)
        {
            var fallback = setting.IsSection ? "" : setting.IsSectionList ? "`[]`" : setting.Attribute.IsRequired ? "required" : $"`{ConfigSetting.Text(setting.Property.GetValue(defaults))}`";
            text.Append($"| `{setting.Name}` | {Word(setting)} | {fallback} | {setting.Attribute.Description} |\n");
        }

        foreach (var section in settings.Where(s => s.IsSection || s.IsSectionList))
            Section(text, (path.Length == 0 ? "" : path + ".") + section.Name + (section.IsSectionList ? "[]" : ""), section.Type);
    }

    private static string Word(ConfigSetting setting)
    {
        if (setting.IsSection || setting.IsSectionList)
            return setting.IsList ? "list of objects" : "object";
        var word = setting.Type == typeof(string) ? setting.Attribute.IsPath ? "path" : "text"
            : setting.Type == typeof(bool) ? "true or false"
            : setting.Type == typeof(int) ? "number"
            : setting.Type == typeof(TimeSpan) ? "time, such as `90s`, `5m`, `12h`"
            : string.Join(", ", Enum.GetNames(setting.Type).Select(n => $"`{ConfigSetting.Snake(n)}`"));
        return setting.IsList ? $"list of {word}" : word;
    }

    private static string RepositoryFolder
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder!.FullName, "Etl.sln")))
                folder = folder.Parent;
            return folder.FullName;
        }
    }
}
