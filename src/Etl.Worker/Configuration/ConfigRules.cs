using Etl.Worker.Jobs;
using Etl.Worker.Sources;
using Etl.Worker.Sources.Buckets;

namespace Etl.Worker.Configuration;

/// <summary>What must hold between settings, and what a type alone does not say.</summary>
internal static class ConfigRules
{
    internal static IEnumerable<ConfigProblem> Check(EtlConfig config, ConfigNode root)
    {
        var found = Named("sources", config.Sources.Select(s => s.Name))
            .Concat(config.Sources.SelectMany(Source))
            .Concat(Named("schedules", config.Schedules.Select(s => s.Name)))
            .Concat(config.Schedules.SelectMany((schedule, i) => Schedule(config, schedule, $"schedules[{i}]")))
            .Concat(config.Webhooks.SelectMany((hook, i) => Webhook(hook, $"webhooks[{i}]")))
            .Concat(JobStore(config.JobStore))
            .Concat(Listen(config.Serve.Listen))
            .Concat(Oidc(config.Serve.Oidc));
        foreach (var (path, message) in found)
            yield return new ConfigProblem(path, Find(root, path)?.Origin ?? ConfigOrigin.Default, message);
    }

    private static IEnumerable<(string, string)> Named(string path, IEnumerable<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, name) in names.Index())
        {
            if (name.Length is 0 or > 60 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')))
                yield return ($"{path}[{i}].name", $"is \"{name}\"; 1 to 60 letters, digits, hyphens, underscores and dots were expected.");
            else if (!seen.Add(name))
                yield return ($"{path}[{i}].name", $"is \"{name}\", as an earlier one is.");
        }
    }

    private static IEnumerable<(string, string)> Source(SourceConfig source, int i)
    {
        var isBucket = source.Uri.StartsWith("s3://", StringComparison.Ordinal);
        var isList = new SourceOptions { Uri = source.Uri }.IsList;
        if (source.Uri.Contains("://", StringComparison.Ordinal) && !isBucket && !isList && !source.Uri.StartsWith("file://", StringComparison.Ordinal))
            yield return ($"sources[{i}].uri", "has a scheme that is not known; a path, s3://BUCKET/PREFIX, manifest:FILE or inventory:FILE was expected.");
        if (!isBucket && !isList && (source.Endpoint ?? source.Region ?? source.Profile) is not null)
            yield return ($"sources[{i}].uri", "is no bucket, yet endpoint, region or profile are given.");
        if (isBucket && !BucketAddress.TryParse(source.Uri, out _))
            yield return ($"sources[{i}].uri", "names no bucket; s3://BUCKET/PREFIX was expected.");
        if (source.Endpoint is { } endpoint && (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0))
            yield return ($"sources[{i}].endpoint", "is no address such as https://s3.example.org; it holds no user and no password.");
        if (source is { Anonymous: true, Profile: not null })
            yield return ($"sources[{i}].anonymous", "is true, yet a profile is given.");
    }

    private static IEnumerable<(string, string)> Schedule(EtlConfig config, ScheduleConfig schedule, string path)
    {
        if (CronExpression.Parse(schedule.Cron, out var wrong) is null)
            yield return ($"{path}.cron", $"is \"{schedule.Cron}\": {wrong}");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(schedule.TimeZone, out _))
            yield return ($"{path}.time_zone", $"is \"{schedule.TimeZone}\", which is no time zone that is known here; a name such as Europe/Berlin was expected.");
        if (config.Sources.Count == 0)
            yield return ("sources", "is empty, yet there are schedules.");
        foreach (var (i, name) in schedule.Sources.Index())
        {
            if (config.Sources.All(s => s.Name != name))
                yield return ($"{path}.sources[{i}]", $"is \"{name}\", and no source has this name.");
        }
    }

    private static IEnumerable<(string, string)> Webhook(WebhookConfig hook, string path)
    {
        if (!Uri.TryCreate(hook.Url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            yield return ($"{path}.url", "is no http or https address.");
    }

    private static IEnumerable<(string, string)> JobStore(JobStoreConfig store)
    {
        if (store.Connection is not null && store.ConnectionFile is not null)
            yield return ("job_store.connection", "is given, and connection_file too; one is enough.");
        if (store.Kind == JobStoreKind.Postgresql && store.Connection is null && store.ConnectionFile is null)
            yield return ("job_store.kind", "is \"postgresql\", which needs connection or connection_file.");
        if (store.ConnectionFile is { } file && !File.Exists(file))
            yield return ("job_store.connection_file", "names a file that does not exist.");
        if (store.Connection is { } text && !IsConnectionString(text))
            yield return ("job_store.connection", "is no connection string of PostgreSQL, such as Host=db.example.org;Database=etl;Username=etl;Password=...");
    }

    private static bool IsConnectionString(string text)
    {
        try
        {
            return new Npgsql.NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 };
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            // Its message may quote the password.
            return false;
        }
    }

    private static IEnumerable<(string, string)> Listen(string listen)
    {
        if (!Uri.TryCreate(listen.Contains("://", StringComparison.Ordinal) ? listen : "http://" + listen, UriKind.Absolute, out var uri) || uri.AbsolutePath != "/")
            yield return ("serve.listen", $"is \"{listen}\"; an address and a port such as 127.0.0.1:8080 was expected.");
    }

    private static IEnumerable<(string, string)> Oidc(OidcConfig oidc)
    {
        const string path = "serve.oidc";
        IReadOnlyList<string>[] roles = [oidc.Roles.Viewer, oidc.Roles.Analyst, oidc.Roles.Operator, oidc.Roles.Admin];
        if (oidc.Issuer is null)
        {
            if ((oidc.ClientId ?? oidc.ClientSecret ?? oidc.ClientSecretFile) is not null || roles.Any(values => values.Count > 0))
                yield return ($"{path}.issuer", "is missing, yet there are other settings of the provider.");
            yield break;
        }

        if (!Uri.TryCreate(oidc.Issuer, UriKind.Absolute, out var issuer) || issuer.Query.Length + issuer.Fragment.Length + issuer.UserInfo.Length > 0
            || !(issuer.Scheme == "https" || (issuer.Scheme == "http" && issuer.IsLoopback)))
            yield return ($"{path}.issuer", "is no https address without user, query and fragment (http is taken on loopback alone).");
        if (string.IsNullOrEmpty(oidc.ClientId))
            yield return ($"{path}.client_id", "is missing.");
        if (oidc.ClientSecret is not null && oidc.ClientSecretFile is not null)
            yield return ($"{path}.client_secret", "is given, and client_secret_file too; one is enough.");
        if (oidc.ClientSecretFile is { } file && !File.Exists(file))
            yield return ($"{path}.client_secret_file", "names a file that does not exist.");
        if (!oidc.Scopes.Contains("openid"))
            yield return ($"{path}.scopes", "has no \"openid\", without which the provider names nobody.");
        if (roles.All(values => values.Count == 0))
            yield return ($"{path}.roles", "gives nobody a role: name values of the claim for viewer, analyst, operator or admin.");
    }

    private static ConfigNode? Find(ConfigNode node, string path)
    {
        if (node.Path == path)
            return node;
        foreach (var child in node.Members.Select(m => m.Value).Concat(node.Items).Where(c => path.StartsWith(c.Path, StringComparison.Ordinal)))
        {
            if (Find(child, path) is { } found)
                return found;
        }

        return null;
    }
}
