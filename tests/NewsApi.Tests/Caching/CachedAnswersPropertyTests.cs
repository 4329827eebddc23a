using System.Net.Http.Headers;
using CsCheck;
using NewsApi.Tests.Support;
using NewsApi.Tests.Visibility;
using Xunit;

namespace NewsApi.Tests.Caching;

/// <summary>Whatever happens in a newsroom, what is kept of an answer is what would be answered without.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class CachedAnswersPropertyTests(NewsroomFixture fixture)
{
    private static readonly KeyValuePair<string, string?> s_address = new("Site:BaseUrl", "https://news.example.org");
    private static readonly KeyValuePair<string, string?> s_uncached = new("Caching:Enabled", "false");

    [Fact]
    public Task An_answer_from_the_cache_is_the_one_that_would_be_made() =>
        HistoryStep
            .Histories(least: 14, most: 24)
            .SampleAsync(
                async history =>
                {
                    var model = await ModelNewsroom.StartAsync(fixture, s_address);
                    var readers = new Readers(model);
                    await using var uncached = await Newsroom.StartAsync(
                        model.Service.Connections,
                        s_address,
                        s_uncached
                    );
                    var hits = 0;
                    foreach (var step in history)
                    {
                        await model.DoAsync(step);
                        await uncached.CatchUpAsync();
                        foreach (var address in readers.Addresses)
                        {
                            var made = await AnswerAsync(uncached, address);
                            var kept = await AnswerAsync(model.Service, address);
                            if (kept.IsHit)
                                hits++;
                            Assert.True(
                                kept.Text == made.Text,
                                $"After {step}, it was\n{kept.Text}\ninstead of\n{made.Text}\nin the history\n{string.Join('\n', history.AsEnumerable())}"
                            );
                        }
                    }
                    Assert.True(hits > history.Length, $"Only {hits} answers came from the cache.");
                },
                iter: 2,
                threads: 1
            );

    /// <summary>All of an answer but what tells of this one request, and of where it came from.</summary>
    private static async Task<(string Text, bool IsHit)> AnswerAsync(Newsroom newsroom, string address)
    {
        using var response = await newsroom.Client.GetAsync(address);
        var body = await response.Content.ReadAsStringAsync();
        if (response.Content.Headers.ContentType?.MediaType == "application/problem+json")
            body = body[..body.IndexOf("\"traceId\"", StringComparison.Ordinal)];
        var text =
            $"{(int)response.StatusCode} {address}\n{Headers(response.Headers)}{Headers(response.Content.Headers)}\n{body}";
        return (
            text,
            response.Headers.TryGetValues("Cache-Status", out var status)
                && status.Single().EndsWith("hit", StringComparison.Ordinal)
        );
    }

    // Of lists Last-Modified says when anything last changed: an answer that nothing of it concerns keeps its own.
    private static string Headers(HttpHeaders headers) =>
        string.Concat(
            headers
                .Where(header =>
                    header.Key
                        is not (
                            "Date"
                            or "Age"
                            or "RateLimit"
                            or "Cache-Status"
                            or "Last-Modified"
                            or "Transfer-Encoding"
                            or "Content-Length"
                        )
                )
                .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}\n")
                .Order(StringComparer.Ordinal)
        );
}
