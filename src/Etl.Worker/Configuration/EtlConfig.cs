namespace Etl.Worker.Configuration;

/// <summary>Everything that <c>etl.json</c> says.</summary>
public sealed record EtlConfig
{
    [Setting("Folder of the lake. The warehouse is warehouse.duckdb in it.", IsPath = true)]
    public string Lake { get; init; } = "./lake";

    [Setting("What is read.")]
    public IReadOnlyList<SourceConfig> Sources { get; init; } = [];

    [Setting("How a refresh works that the schedule starts, or etl refresh without --source.")]
    public RefreshConfig Refresh { get; init; } = new();

    [Setting("When refreshes start.")]
    public IReadOnlyList<ScheduleConfig> Schedules { get; init; } = [];

    [Setting("Where the schedule is kept.")]
    public JobStoreConfig JobStore { get; init; } = new();

    [Setting("Who is told of what happens.")]
    public IReadOnlyList<WebhookConfig> Webhooks { get; init; } = [];

    [Setting("The web server.")]
    public ServeConfig Serve { get; init; } = new();

    [Setting("What a statement of the SQL console may use.")]
    public ConsoleConfig Console { get; init; } = new();

    [Setting("Folder with dashboards of your own; those of the same name take the place of the built-in ones.", IsPath = true)]
    public string? Dashboards { get; init; }
}

/// <summary>A source of objects.</summary>
public sealed record SourceConfig
{
    [Setting("What schedules call it.", IsRequired = true)]
    public string Name { get; init; } = "";

    [Setting("A folder or file, s3://BUCKET/PREFIX, or a list of objects: manifest:FILE, inventory:MANIFEST.JSON.", IsRequired = true, IsPath = true)]
    public string Uri { get; init; } = "";

    [Setting("Address of an S3-compatible server; without it that of Amazon.")]
    public string? Endpoint { get; init; }

    [Setting("Region that requests are signed for.")]
    public string? Region { get; init; }

    [Setting("The bucket is part of the path, not of the host's name; without it, whenever the endpoint is not Amazon's.")]
    public bool? PathStyle { get; init; }

    [Setting("Requests are not signed.")]
    public bool Anonymous { get; init; }

    [Setting("Profile of the AWS credentials file; without it the usual chain of credentials.")]
    public string? Profile { get; init; }

    [Setting("Requests are paid for by who makes them, where the bucket asks for it.")]
    public bool RequesterPays { get; init; }

    [Setting("Patterns of the paths below the source that are read, such as **/*.dcm; without any, all.")]
    public IReadOnlyList<string> Include { get; init; } = [];

    [Setting("Patterns of the paths that are left out: they are neither listed nor gone.")]
    public IReadOnlyList<string> Exclude { get; init; } = [];
}

/// <summary>Options of a refresh, as <c>etl refresh</c> has them.</summary>
public sealed record RefreshConfig
{
    [Setting("Private elements: count them by creator, or keep their values too.")]
    public PrivateElements Private { get; init; } = PrivateElements.Count;

    [Setting("Objects read at the same time; 0: one a processor.", Most = 1024)]
    public int Threads { get; init; }

    [Setting("Keep the rows of objects that are no longer at their source.")]
    public bool KeepMissing { get; init; }

    [Setting("Go on even when more than 20 % of what is known of a source is gone.")]
    public bool AllowMassRemoval { get; init; }

    [Setting("Show example values of attributes that PS3.15 names as identifying, too.")]
    public bool IdentifyingExamples { get; init; }

    [Setting("Objects read before what is read is committed.", Least = 1, Most = int.MaxValue)]
    public int CommitEvery { get; init; } = 1_000_000;
}

/// <inheritdoc cref="Crawl.PrivateMode"/>
public enum PrivateElements
{
    Count,
    Keep,
}

/// <summary>The web server.</summary>
public sealed record ServeConfig
{
    [Setting("Address and port.")]
    public string Listen { get; init; } = "127.0.0.1:8080";

    [Setting("A reverse proxy on this machine ends TLS and tells who asks.")]
    public bool BehindProxy { get; init; }

    [Setting("Only loopback reaches the address, as in a container whose port is published on 127.0.0.1.")]
    public bool BehindLoopback { get; init; }

    [Setting("Certificate for TLS, with those above it (PEM).", IsPath = true)]
    public string? Certificate { get; init; }

    [Setting("Its key (PEM).", IsPath = true)]
    public string? CertificateKey { get; init; }

    [Setting("Names by which browsers may ask for the server, besides the address it listens on.")]
    public IReadOnlyList<string> Hosts { get; init; } = [];

    [Setting("Signing in by an OpenID Connect provider, besides tokens.")]
    public OidcConfig Oidc { get; init; } = new();
}

/// <summary>Limits of the SQL console.</summary>
public sealed record ConsoleConfig
{
    [Setting("Time a statement may take.")]
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(10);

    [Setting("Memory of a statement in MiB.", Least = 128, Most = 1 << 20)]
    public int MemoryMib { get; init; } = 1024;

    [Setting("Rows shown.", Least = 1, Most = 100_000)]
    public int Rows { get; init; } = 1_000;

    [Setting("Rows of a download.", Least = 1, Most = 100_000_000)]
    public int ExportRows { get; init; } = 1_000_000;

    [Setting("Statements that run at once, all users together.", Least = 1, Most = 64)]
    public int Running { get; init; } = 2;

    [Setting("Statements of one user that wait.", Most = 100)]
    public int Waiting { get; init; } = 5;
}
