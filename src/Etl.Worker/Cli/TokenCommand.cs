using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Etl.Worker.Web.Access;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Cli;

/// <summary><c>etl token</c>: who may use the pages and the API of a lake.</summary>
internal static class TokenCommand
{
    private static readonly string[] Roles = [.. Enum.GetNames<Role>().Select(name => name.ToLowerInvariant())];

    public static Command Create(OpenTokens open) => new("token", "Tokens for the pages and the API of etl serve: create, list, revoke.")
    {
        CreateVerb(open), ListVerb(open), RevokeVerb(open),
    };

    private static EtlCommand CreateVerb(OpenTokens open)
    {
        var lake = CommandOptions.Lake();
        var name = new Option<string>("--name") { Description = "Whom or what it is for; shown in lists and logs", HelpName = "NAME", Required = true };
        var role = CommandOptions.Choice("--role", "What its bearer may do; each role may do what those before it may", "viewer", Roles);
        var days = CommandOptions.WholeNumber("--days", "Days until it expires", 90, 1, 90);
        return new EtlCommand("create", "Make a token and print it, once.", ["etl token create --name \"radiology dashboard\" --role viewer"])
        {
            Notes =
            [
                "viewer sees counts and findings; analyst rows and SQL too; operator starts, stops and retries too; admin everything.",
                "Only its hash is kept. Send it as Authorization: Bearer TOKEN, or sign in with it at /login.",
            ],
            Options = { lake, name, role, days },
            Run = (parse, terminal, cancel) =>
            {
                var (token, secret) = Open(open, parse.GetValue(lake)!).Create(
                    parse.GetValue(name)!, Enum.Parse<Role>(parse.GetValue(role)!, ignoreCase: true), TimeSpan.FromDays(parse.GetValue(days)), cancel);
                terminal.Say(string.Create(CultureInfo.InvariantCulture,
                    $"Token {token.Id}, {token.Role.ToString().ToLowerInvariant()}, valid until {token.ExpiresAt:yyyy-MM-dd}. It is shown this once:"));
                terminal.Out.WriteLine(secret);
                return ExitCode.Done;
            },
        };
    }

    private static EtlCommand ListVerb(OpenTokens open)
    {
        var lake = CommandOptions.Lake();
        var json = CommandOptions.Json("One JSON line a token on standard output");
        return new EtlCommand("list", "Show the tokens, without their secrets.", ["etl token list"])
        {
            Options = { lake, json },
            Run = (parse, terminal, _) =>
            {
                var tokens = Open(open, parse.GetValue(lake)!).List();
                foreach (var token in tokens)
                {
                    if (parse.GetValue(json))
                        JsonLines.Write(terminal.Data, "token", writer => Write(writer, token));
                    else
                        terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                            $"{token.Id}  {token.Role.ToString().ToLowerInvariant(),-8}  until {token.ExpiresAt:yyyy-MM-dd}  {Escaped.Value(token.Name)}"));
                }

                if (tokens.Count == 0 && !parse.GetValue(json))
                    terminal.Say("There are no tokens.");
                return ExitCode.Done;
            },
        };
    }

    private static EtlCommand RevokeVerb(OpenTokens open)
    {
        var id = new Argument<string>("ID") { Description = "The token's id, as etl token list shows it" };
        var lake = CommandOptions.Lake();
        return new EtlCommand("revoke", "Take a token away; who is signed in with it is signed out.", ["etl token revoke 1a2b3c4d"])
        {
            Arguments = { id },
            Options = { lake },
            Run = (parse, terminal, cancel) => Open(open, parse.GetValue(lake)!).Revoke(parse.GetValue(id)!, cancel)
                ? ExitCode.Done
                : throw new UsageException($"There is no token '{parse.GetValue(id)}'.", "etl token list shows them."),
        };
    }

    private static TokenStore Open(OpenTokens open, string lake) => Directory.Exists(lake)
        ? open(lake)
        : throw new UsageException($"The lake '{lake}' does not exist.", "etl refresh makes it; --lake names another.");

    private static void Write(Utf8JsonWriter writer, ApiToken token)
    {
        writer.WriteString("id", token.Id);
        writer.WriteString("name", token.Name);
        writer.WriteString("role", token.Role.ToString().ToLowerInvariant());
        writer.WriteString("created_at", token.CreatedAt);
        writer.WriteString("expires_at", token.ExpiresAt);
    }
}
