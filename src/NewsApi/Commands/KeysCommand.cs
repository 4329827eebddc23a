using System.CommandLine;
using NewsApi.Access;
using NewsApi.Editorial;
using NewsApi.Http;
using NewsApi.Keys;
using NewsApi.Limiting;

namespace NewsApi.Commands;

/// <summary>Makes, lists, replaces and revokes keys.</summary>
internal static class KeysCommand
{
    public static Command Define(Func<ParseResult, string[]> settings)
    {
        var keys = new Command("keys", "Manage the keys of clients.")
        {
            Create(settings),
            List(settings),
            Rotate(settings),
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
        var expires = Expires("none");
        var plan = new Option<string?>("--plan")
        {
            Description =
                $"How much it may be used: {string.Join(", ", Choice<Plan>.Words.Keys)}. Default: partner for a key that only reads, else internal.",
        };
        plan.AcceptOnlyFromAmong([.. Choice<Plan>.Words.Keys]);
        var part = new EntitlementOptions();
        var create = new Command("create", "Make a key. It alone goes to standard output, this once.")
        {
            name,
            scopes,
            expires,
            plan,
        };
        part.AddTo(create);
        create.TreatUnmatchedTokensAsErrors = false;
        create.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var database = await CommandDatabase.OpenAsync(settings(parsed), cancellationToken);
                var draft = new KeyDraft
                {
                    Name = Named(parsed.GetValue(name)!),
                    Scopes = parsed.GetValue(scopes)!,
                    ExpiresAt = Ahead(parsed.GetValue(expires)),
                    Entitlement = part.Read(parsed),
                    Plan = parsed.GetValue(plan) is { } word ? Choice<Plan>.Words[word] : null,
                };
                EntitlementOptions.Check(
                    await database.Services.GetRequiredService<KeyReview>().FindFaultsAsync(draft, cancellationToken)
                );
                var key = await database
                    .Services.GetRequiredService<KeyStore>()
                    .CreateAsync(draft.ToNewKey(), cancellationToken);
                return await ShowAsync(key);
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
                        $"{key.Id}  {key.CreatedAt:yyyy-MM-dd}  {StateOf(key), -18}  {string.Join(",", key.Scopes)}  {key.Name}"
                    );
                return 0;
            }
        );
        return list;
    }

    private static Command Rotate(Func<ParseResult, string[]> settings)
    {
        var id = new Argument<string>("id")
        {
            Description = "The twelve characters after newsapi_; keys list shows them.",
        };
        var overlap = new Option<int>("--overlap-hours")
        {
            Description = "For how long the key that is replaced goes on beside the new one.",
            DefaultValueFactory = _ => new KeyRotation().OverlapHours,
        };
        overlap.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > KeyRotation.MaxOverlapHours)
                result.AddError($"--overlap-hours must be from 0 to {KeyRotation.MaxOverlapHours}.");
        });
        var expires = Expires("that of the key it replaces");
        var rotate = new Command(
            "rotate",
            "Make a key that takes the place of another. It alone goes to standard output, this once."
        )
        {
            id,
            overlap,
            expires,
        };
        rotate.TreatUnmatchedTokensAsErrors = false;
        rotate.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var database = await CommandDatabase.OpenAsync(settings(parsed), cancellationToken);
                var key = await database
                    .Services.GetRequiredService<KeyStore>()
                    .RotateAsync(
                        parsed.GetValue(id)!,
                        TimeSpan.FromHours(parsed.GetValue(overlap)),
                        Ahead(parsed.GetValue(expires)),
                        cancellationToken
                    );
                if (key is not null)
                    return await ShowAsync(key);
                await Console.Error.WriteLineAsync(
                    "There is no valid key of this id, or it has been replaced already."
                );
                return 1;
            }
        );
        return rotate;
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

    private static Option<DateTimeOffset?> Expires(string otherwise) =>
        new("--expires")
        {
            Description = $"From then on it opens nothing, such as 2031-01-01T00:00:00Z. Default: {otherwise}.",
        };

    private static DateTimeOffset? Ahead(DateTimeOffset? instant) =>
        instant is null || instant > DateTimeOffset.UtcNow
            ? instant
            : throw new ConfigurationException("--expires", "must be a moment that is yet to come.");

    private static string StateOf(StoredKey key) =>
        key.StateAt(DateTimeOffset.UtcNow) switch
        {
            KeyState.Revoked => $"revoked {key.RevokedAt:yyyy-MM-dd}",
            KeyState.Expired => $"expired {key.ExpiresAt:yyyy-MM-dd}",
            _ when key.ExpiresAt is { } end => $"valid to {end:yyyy-MM-dd}",
            _ => "valid",
        };

    private static async Task<int> ShowAsync(ApiKey key)
    {
        await Console.Error.WriteLineAsync($"The key {key.Id}. It is shown this once; keep it safe.");
        Console.WriteLine(key.Text);
        return 0;
    }

    private static string Named(string name) =>
        OneLine.Is(name.Trim(), KeyDraft.MaxNameLength)
            ? name.Trim()
            : throw new ConfigurationException(
                "--name",
                $"must be one line of 1 to {KeyDraft.MaxNameLength} characters."
            );
}
