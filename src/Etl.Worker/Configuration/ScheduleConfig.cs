namespace Etl.Worker.Configuration;

/// <summary>When a refresh starts by itself.</summary>
public sealed record ScheduleConfig
{
    [Setting("What pages and logs call it.", IsRequired = true)]
    public string Name { get; init; } = "";

    [Setting("Minute, hour, day of the month, month, day of the week (0 is Sunday), as cron has them; a field for seconds may stand before.", IsRequired = true)]
    public string Cron { get; init; } = "";

    [Setting("Time zone of the cron expression, by its IANA name.")]
    public string TimeZone { get; init; } = "UTC";

    [Setting("Names of the sources; without any, all.")]
    public IReadOnlyList<string> Sources { get; init; } = [];

    [Setting("What is done when a refresh fails.")]
    public RetryConfig Retry { get; init; } = new();

    [Setting("The refresh is cancelled after this time, all attempts together; what it committed stays.")]
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromHours(12);

    [Setting("What is done when the time came while the program did not run, or another refresh did: run once as soon as possible, or skip.")]
    public Misfire Misfire { get; init; } = Misfire.RunOnce;
}

/// <summary>What becomes of a time that could not be kept.</summary>
public enum Misfire
{
    /// <summary>One run makes up for all that were missed.</summary>
    RunOnce,

    /// <summary>The next regular time is the next run.</summary>
    Skip,
}

/// <summary>Attempts after a failure.</summary>
public sealed record RetryConfig
{
    [Setting("Attempts in all.", Least = 1, Most = 100)]
    public int Attempts { get; init; } = 3;

    [Setting("Wait before the second attempt; each further wait is twice as long.")]
    public TimeSpan BackOff { get; init; } = TimeSpan.FromMinutes(5);

    [Setting("The longest wait.")]
    public TimeSpan LongestBackOff { get; init; } = TimeSpan.FromHours(1);
}

/// <summary>Where the schedule is kept while the program runs, and between runs.</summary>
public sealed record JobStoreConfig
{
    [Setting("memory needs nothing; postgresql lets several programs share one schedule.")]
    public JobStoreKind Kind { get; init; } = JobStoreKind.Memory;

    [Setting("Connection string of PostgreSQL. Better given by a file or by the environment.", IsSecret = true)]
    public string? Connection { get; init; }

    [Setting("File that holds the connection string.", IsPath = true)]
    public string? ConnectionFile { get; init; }
}

public enum JobStoreKind
{
    Memory,
    Postgresql,
}

/// <summary>Somebody who is told.</summary>
public sealed record WebhookConfig
{
    [Setting("Address that takes a POST with JSON.", IsRequired = true, IsSecret = true)]
    public string Url { get; init; } = "";

    [Setting("What it is told of.")]
    public IReadOnlyList<WebhookEvent> Events { get; init; } = [WebhookEvent.Failed, WebhookEvent.CheckViolated];
}

/// <summary>What webhooks are told of.</summary>
public enum WebhookEvent
{
    /// <summary>A refresh failed, all its attempts.</summary>
    Failed,

    /// <summary>A check found violations: the warehouse was not published.</summary>
    CheckViolated,

    /// <summary>A time passed without a run.</summary>
    Missed,

    /// <summary>A refresh is done.</summary>
    Done,
}
