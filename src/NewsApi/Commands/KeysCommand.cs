using System.CommandLine;
using NewsApi.Access;
using NewsApi.Editorial;
using NewsApi.Http;

namespace NewsApi.Commands;

/// <summary>Makes, lists and revokes keys.</summary>
internal static class KeysCommand
{
    private const int MaxNameLength = 100;

    public static Command Define(Func<ParseResult, string[]> settings)
    {
        var keys = new Command("keys", "Manage the keys of clients that write.")
        {
            Create(settings),
            List(settings),
            Revoke(settings),
        };
        return keys;
    }

    private static Command Create(Func<ParseResult, string[]> settings)
    {
        var name = new Option<string>("--name")
        {
            Description = "What it is called; stands in the histories of stories.",
            Required = true,
        };
        var scopes = new Option<string[]>("--scope")
        {
            Description = $"What it may be used for: {string.Join(", ", Scopes.All)}. May be given several times.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        scopes.AcceptOnlyFromAmong([.. Scopes.All]);
        var create = new Command("create", "Make a key. It alone goes to standard output, this once.") { name, scopes };
        create.TreatUnmatchedTokensAsErrors = false;
        create.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var database = await CommandDatabase.OpenAsync(settings(parsed), cancellationToken);
                var key = await database
                    .Services.GetRequiredService<KeyStore>()
                    .CreateAsync(Named(parsed.GetValue(name)!), parsed.GetValue(scopes)!, cancellationToken);
                await Console.Error.WriteLineAsync($"The key {key.Id}. It is shown this once; keep it safe.");
                Console.WriteLine(key.Text);
                return 0;
            }
        );
        return create;
    }

    private static Command List(Func<ParseResult, string[]> settings)
    {
        var list = new Command("list", "List the keys, the newest first; their secrets are not kept.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        list.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var database = await CommandDatabase.OpenAsync(settings(parsed), cancellationToken);
                foreach (var key in await database.Services.GetRequiredService<KeyStore>().ListAsync(cancellationToken))
                    Console.WriteLine(
                        $"{key.Id}  {key.CreatedAt:yyyy-MM-dd}  {(key.RevokedAt is { } at ? $"revoked {at:yyyy-MM-dd}" : "valid             ")}  {string.Join(",", key.Scopes)}  {key.Name}"
                    );
                return 0;
            }
        );
        return list;
    }

    private static Command Revoke(Func<ParseResult, string[]> settings)
    {
        var id = new Argument<string>("id")
        {
            Description = "The twelve characters after newsapi_; keys list shows them.",
        };
        var revoke = new Command("revoke", "Make a key useless, at once and for good.") { id };
        revoke.TreatUnmatchedTokensAsErrors = false;
        revoke.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var database = await CommandDatabase.OpenAsync(settings(parsed), cancellationToken);
                var revoked = await database
                    .Services.GetRequiredService<KeyStore>()
                    .RevokeAsync(parsed.GetValue(id)!, cancellationToken);
                await Console.Error.WriteLineAsync(revoked ? "Revoked." : "There is no valid key of this id.");
                return revoked ? 0 : 1;
            }
        );
        return revoke;
    }

    private static string Named(string name) =>
        OneLine.Is(name.Trim(), MaxNameLength)
            ? name.Trim()
            : throw new ConfigurationException("--name", $"must be one line of 1 to {MaxNameLength} characters.");
}
