namespace Etl.Worker.Tests.Cli;

public sealed class CommandLineTests
{
    private static readonly string[] Names = ["demo", "refresh", "query", "show", "sample", "serve", "completion"];

    public static TheoryData<string> Commands => new(Names);

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_OfEveryCommand_HasAnExampleOfIt(string command)
    {
        var run = CommandRun.Of(command, "--help");

        Assert.Equal(0, run.Code);
        Assert.Equal("", run.Error);
        var examples = run.Out[run.Out.IndexOf("Example", StringComparison.Ordinal)..];
        Assert.Contains($"etl {command}", examples);
    }

    [Fact]
    public void Help_OfTheProgram_NamesEveryCommandAndExitCode()
    {
        var run = CommandRun.Of("--help");

        Assert.Equal(0, run.Code);
        foreach (var command in Names)
            Assert.Contains($"\n  {command}", run.Out);
        Assert.Contains("130 Ctrl-C", run.Out);
        Assert.DoesNotContain('\e', run.Out);
    }

    [Fact]
    public void NoArguments_HelpOnStandardError_Exit2()
    {
        var run = CommandRun.Of([]);

        Assert.Equal(2, run.Code);
        Assert.Equal("", run.Out);
        Assert.Contains("Usage:", run.Error);
    }

    [Fact]
    public void Version_IsOnStandardOutput()
    {
        var run = CommandRun.Of("--version");

        Assert.Equal(0, run.Code);
        Assert.NotEqual("", run.Out.Trim());
    }

    [Theory]
    [InlineData("refrsh", "Unknown command 'refrsh'.", "'refresh'")]
    [InlineData("refresh --sorce .", "Unknown option '--sorce'.", "'--source'")]
    [InlineData("query --fromat csv x", "Unknown option '--fromat'.", "'--format'")]
    [InlineData("show --jsn", "Unknown option '--jsn'.", "'--json'")]
    [InlineData("refresh --source . --lak x", "Unknown option '--lak'.", "'--lake'")]
    [InlineData("refresh --source . --threads many", "--threads takes a whole number from 1 to 1024, not 'many'.", "etl refresh --help")]
    [InlineData("refresh --source . --threads 0", "not '0'", "etl refresh --help")]
    [InlineData("refresh --source . --threads 99999999999999999999", "--threads takes a whole number", "etl refresh --help")]
    [InlineData("refresh --source . --private drop", "--private takes count or keep, not 'drop'.", "etl refresh --help")]
    [InlineData("refresh", "--source", "etl refresh --help")]
    [InlineData("--color pink completion bash", "--color takes auto, always or never, not 'pink'.", "--help")]
    [InlineData("query --format xml x", "--format takes table, json, ndjson, csv or parquet, not 'xml'.", "etl query --help")]
    [InlineData("sample", "argument", "etl sample --help")]
    [InlineData("completion tcsh", "tcsh", "etl completion --help")]
    [InlineData("show a b", "'b'", "etl show --help")]
    public void WrongUsage_OneMessageAndAWayOn_Exit2(string line, string message, string hint)
    {
        var run = CommandRun.Of(line.Split(' '));

        Assert.Equal(2, run.Code);
        Assert.Equal("", run.Out);
        Assert.Contains(message, run.Error);
        Assert.Contains(hint, run.Error);
        Assert.DoesNotContain("System.", run.Error);
        Assert.DoesNotContain("   at ", run.Error);
        Assert.DoesNotContain("Usage:", run.Error);
    }

    [Fact]
    public void Failure_MessageWithoutStack_Exit1()
    {
        var operations = new FakeOperations { Refresh = (_, _, _) => throw new InvalidOperationException("The disk is full.") };

        var run = CommandRun.Of(operations, "refresh", "--source", "/");

        Assert.Equal((1, "", "etl: The disk is full.\n"), (run.Code, run.Out, run.Error));
    }

    [Theory]
    [InlineData("-vv")]
    [InlineData("-v -v")]
    public void Failure_VeryVerbose_ShowsTheStack(string verbose)
    {
        var operations = new FakeOperations { Refresh = (_, _, _) => throw new InvalidOperationException("The disk is full.") };

        var run = CommandRun.Of(operations, ["refresh", "--source", "/", .. verbose.Split(' ')]);

        Assert.Equal(1, run.Code);
        Assert.Contains("   at ", run.Error);
    }

    [Fact]
    public void Failure_WithControlCharacters_EscapesThem()
    {
        var operations = new FakeOperations { Refresh = (_, _, _) => throw new IOException("no '\e]0;x\a'") };

        var run = CommandRun.Of(operations, new Surroundings { IsTerminal = true }, "refresh", "--source", "/", "--color", "never", "-q");

        Assert.Equal("etl: no '\\x1B]0;x\\x07'\n", run.Error);
    }

    [Fact]
    public void Cancelled_AnswersTheSignalsCode()
    {
        using var source = new CancellationTokenSource();
        var operations = new FakeOperations
        {
            Refresh = (_, _, cancel) =>
            {
                source.Cancel();
                cancel.ThrowIfCancellationRequested();
                return FakeOperations.Summary;
            },
        };

        var run = CommandRun.Of(operations, new Surroundings { Cancel = source.Token }, "refresh", "--source", "/");

        Assert.Equal(130, run.Code);
        Assert.Equal("", run.Out);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public void Completion_AsksTheProgram(string shell)
    {
        var run = CommandRun.Of("completion", shell);

        Assert.Equal(0, run.Code);
        Assert.Contains("[suggest:", run.Out);
    }

    [Fact]
    public void SuggestDirective_AnswersOptions()
    {
        var run = CommandRun.Of("[suggest:15]", "etl refresh --p");

        Assert.Equal(0, run.Code);
        Assert.Contains("--private", run.Out);
    }
}
