using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NewsApi.Articles;
using NewsApi.Benchmarks.Archive;
using NewsApi.Editorial;
using NewsApi.LocalPostgres;
using NewsApi.Search;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Benchmarks.Relevance;

/// <summary>The service, in this process, with a throw-away database in which the texts of a judged set are published.
/// </summary>
internal sealed partial class JudgedNewsroom : IAsyncDisposable
{
    private const string Section = "judged";
    private const int LongestHeadline = 500;
    private const int AtATime = 100;

    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly LocalPostgresServer _postgres;
    private readonly WebApplication _app;
    private readonly HttpClient _client;
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    private JudgedNewsroom(LocalPostgresServer postgres, WebApplication app) =>
        (_postgres, _app, _client) = (postgres, app, new());

    /// <summary>How many requests were longer than the service takes, and were cut.</summary>
    public int Cut { get; private set; }

    public static async Task<JudgedNewsroom> OpenAsync(JudgedSet set, CancellationToken cancellationToken)
    {
        var postgres = await LocalPostgresServer.StartAsync(new(), null, cancellationToken);
        var connections = DatabaseConnections.FromOwner(postgres.ConnectionString);
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = NewsApi.Program.Build(builder, connections, logging => logging.ClearProviders());
        var newsroom = new JudgedNewsroom(postgres, app);
        try
        {
            await Migrations.ApplyAsync(connections, NullLogger.Instance, cancellationToken);
            await LoadProgress.ShowAsync(
                "Publishing the texts",
                set.Texts.Count,
                progress => newsroom.PublishAsync(set, progress, cancellationToken)
            );
            await app.StartAsync(cancellationToken);
            newsroom._client.BaseAddress = new(app.Urls.Single());
            return newsroom;
        }
        catch
        {
            await newsroom.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection for the database's own functions.</summary>
    public async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(_postgres.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    /// <summary>Ids of the texts on the first page for a query.</summary>
    public async Task<IReadOnlyList<string>> SearchAsync(string query, CancellationToken cancellationToken)
    {
        if (query.Length > SearchQuery.MaxLength)
        {
            Cut++;
            query = query[..SearchQuery.MaxLength];
        }
        var path = $"/v1/articles?q={Uri.EscapeDataString(query)}&limit={Gain.Depth}&fields=slug";
        using var response = await _client.GetAsync(path, cancellationToken);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new BenchmarkException($"{path} was answered with {(int)response.StatusCode}:\n{answer}");
        var page = JsonNode.Parse(answer)!;
        return [.. page["items"]!.AsArray().Select(item => _ids[item!["slug"]!.GetValue<string>()])];
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await _postgres.DisposeAsync();
    }

    private async Task PublishAsync(JudgedSet set, Action<int> progress, CancellationToken cancellationToken)
    {
        var database = _app.Services.GetRequiredService<EditorialDatabase>();
        var review = _app.Services.GetRequiredService<DraftReview>();
        var store = _app.Services.GetRequiredService<ArticleStore>();
        var publisher = _app.Services.GetRequiredService<Publisher>();
        await using var connection = await database.OpenAsync(cancellationToken);
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            await _app
                .Services.GetRequiredService<SectionDesk>()
                .CreateAsync(transaction, new() { Slug = Section, Title = "Judged" }, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        var published = 0;
        foreach (var texts in set.Texts.Chunk(AtATime))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            List<SubmittedDraft> drafts = [];
            foreach (var text in texts)
            {
                var slug = $"text-{_ids.Count + 1}";
                drafts.Add(new(Guid.CreateVersion7(), Draft(text, slug), GoesPublic: true));
                _ids.Add(slug, text.Id);
            }
            var verdicts = await review.ReviewAsync(transaction, drafts, cancellationToken);
            ReviewedDraft[] accepted = [.. verdicts.Select(verdict => verdict.Accepted!)];
            await store.CreateAsync(transaction, accepted, nameof(RelevanceBenchmark), cancellationToken);
            Release[] releases =
            [
                .. accepted.Select(draft =>
                {
                    var at = s_start.AddMinutes(published++);
                    return new Release(draft.Id, new(at, at, at, null));
                }),
            ];
            await publisher.PublishAsync(transaction, releases, nameof(RelevanceBenchmark), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            progress(texts.Length);
        }
        // As the server's own vacuum does some time after so much was written; a throw-away server runs none.
        await using var owner = await ConnectAsync(cancellationToken);
        await owner.ExecuteAsync(
            new("analyze", commandType: System.Data.CommandType.Text, cancellationToken: cancellationToken)
        );
    }

    /// <summary>No word may get lost or come twice: the headline of a text without one is its first sentence, and the rest of
    /// the text follows.</summary>
    private static ArticleDraft Draft(JudgedText text, string slug)
    {
        var (headline, rest) = text.Title.Length > 0 ? (text.Title, text.Body) : Divide(text.Body.Trim());
        return new()
        {
            Slug = slug,
            Type = ArticleType.Article,
            Language = text.Language,
            Headline = Blank().Replace(headline, " "),
            Section = Section,
            Body =
            [
                .. rest.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    .Select(paragraph => new ParagraphBlock { Html = WebUtility.HtmlEncode(paragraph) }),
            ],
        };
    }

    private static (string Headline, string Following) Divide(string text)
    {
        var length = FirstSentence().Match(text).Length;
        if (length > LongestHeadline)
            length = text.LastIndexOf(' ', LongestHeadline) is > 0 and var space ? space : LongestHeadline;
        return (text[..length].Trim(), text[length..]);
    }

    [GeneratedRegex(@"\A.+?(?:[.!?]['""”’)]*(?=\s)|(?=\n)|\z)", RegexOptions.Singleline, 10_000)]
    private static partial Regex FirstSentence();

    [GeneratedRegex(@"[\s\p{Cc}]+", RegexOptions.None, 10_000)]
    private static partial Regex Blank();
}
