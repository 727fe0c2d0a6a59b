using Xunit.Abstractions;

namespace Etl.EndToEnd.Tests.Reliability;

/// <summary>
/// <c>kill -9</c> at any instant, then a plain refresh: the same lake and the same warehouse as if nothing had happened. A few rounds
/// always; as many as <c>ETL_KILL_ROUNDS</c> says, with the seed <c>ETL_KILL_SEED</c>, where that is set. A long run is made of several of
/// other seeds, so that it can be broken off and gone on with.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    [Fact]
    public void KilledAnywhere_NextRefreshGivesWhatAnUndisturbedOneWould()
    {
        var (rounds, seed) = (Number("ETL_KILL_ROUNDS", 9), Number("ETL_KILL_SEED", 20240501));
        using var kills = new KillRounds(rounds, seed);
        try
        {
            kills.Run();
        }
        finally
        {
            output.WriteLine($"seed {seed}: {kills.Killed} killed, {kills.Survived} faster than their end; {string.Join(", ", kills.KilledIn.Select(k => $"{k.Key}: {k.Value}"))}");
        }

        Assert.InRange(kills.Killed, rounds / 2, rounds);
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out var number) ? number : otherwise;
}
