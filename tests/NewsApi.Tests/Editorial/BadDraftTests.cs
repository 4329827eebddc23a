using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using NewsApi.Http;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>Bodies that no story may have: each is refused with everything that is wrong with it, however it is sent, and
/// nothing is stored.</summary>
[Collection(EditingCollection.Name)]
public sealed class BadDraftTests(StoredDraft shared) : IClassFixture<StoredDraft>, IAsyncLifetime
{
    private static readonly HttpMethod[] Methods = [HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch];

    private IReadOnlyList<string> _before = [];
    private string _listed = "";
    private int _warnings;

    [Theory]
    [MemberData(nameof(BadDrafts.Unreadable), MemberType = typeof(BadDrafts))]
    public async Task What_is_no_object_of_JSON_is_refused_as_a_whole(string body, string message)
    {
        foreach (var method in Methods)
        {
            using var response = await SendAsync(method, body);
            var problem = await response.InvalidAsync("");
            Assert.StartsWith(message, problem.Messages("").Single(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(BadDrafts.Faulty), MemberType = typeof(BadDrafts))]
    public async Task Every_fault_is_listed_by_its_pointer(string members, string[] pointers)
    {
        foreach (var method in Methods)
        {
            using var response = await SendAsync(method, BodyOf(method, members));
            await response.InvalidAsync(pointers);
        }
    }

    [Theory]
    [MemberData(nameof(BadDrafts.Misspelt), MemberType = typeof(BadDrafts))]
    public async Task The_nearest_name_is_suggested(string members, string pointer, string meant)
    {
        foreach (var method in Methods)
        {
            using var response = await SendAsync(method, BodyOf(method, members));
            var problem = await response.InvalidAsync(pointer);
            Assert.Contains(meant, problem.Messages(pointer).Single(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(BadDrafts.BadAddresses), MemberType = typeof(BadDrafts))]
    public async Task An_address_that_could_do_harm_is_refused_wherever_one_stands(string address)
    {
        var url = JsonValue.Create(address).ToJsonString();
        var picture = $$"""{ "type": "image", "url": {{url}}, "alt": "x", "width": 1, "height": 1 }""";
        var members = $$"""
            {
              "leadImage": {
                "url": {{url}}, "alt": "x", "width": 1, "height": 1,
                "renditions": [{ "url": {{url}}, "width": 1, "height": 1 }]
              },
              "body": [{{picture}}, { "type": "embed", "url": {{url}}, "title": "x" }],
              "rights": { "licence": {{url}} }
            }
            """;
        foreach (var method in Methods)
        {
            using var response = await SendAsync(method, BodyOf(method, members));
            await response.InvalidAsync(
                "/body/0/url",
                "/body/1/url",
                "/leadImage/renditions/0/url",
                "/leadImage/url",
                "/rights/licence"
            );
        }
    }

    [Theory]
    [MemberData(nameof(BadDrafts.BadSteps), MemberType = typeof(BadDrafts))]
    public async Task A_bad_request_to_do_something_with_a_draft_does_nothing(
        string step,
        string body,
        string[] pointers
    )
    {
        using var response = await shared.Editor.SendAsync(
            HttpMethod.Post,
            $"{shared.Story.Path}/{step}",
            body,
            shared.Story.ETag
        );
        await response.InvalidAsync(pointers);
    }

    [Fact]
    public async Task A_new_story_and_a_whole_one_need_language_and_section_and_a_patch_may_not_remove_them()
    {
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Put })
        {
            using var response = await SendAsync(method, "{}");
            await response.InvalidAsync("/language", "/section");
        }
        using var patch = await SendAsync(HttpMethod.Patch, """{"language":null,"section":null,"nor":null}""");
        await patch.InvalidAsync("/language", "/nor", "/section");
    }

    [Fact]
    public async Task What_is_the_service_s_to_say_is_no_part_of_a_new_story()
    {
        using var response = await SendAsync(
            HttpMethod.Post,
            BodyOf(HttpMethod.Post, """{"id":"01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42","state":"published","version":7}""")
        );

        await response.InvalidAsync("/id", "/state", "/version");
    }

    [Fact]
    public async Task More_than_a_mebibyte_answers_413()
    {
        foreach (var method in Methods)
        {
            using var response = await SendAsync(method, "{}".PadRight(RequestLimits.MaxBodyLength + 1));
            await response.ProblemAsync(ProblemType.PayloadTooLarge);
        }
    }

    [Fact]
    public async Task Of_many_thousand_faults_a_short_answer_lists_the_first()
    {
        foreach (var method in Methods)
        {
            using var response = await SendAsync(
                method,
                BodyOf(method, $$"""{"tags":[{{string.Join(',', Enumerable.Repeat("1", 100_000))}}]}""")
            );
            var problem = await response.ProblemAsync(ProblemType.InvalidRequest);
            Assert.InRange(problem.FaultyNames().Count(), 200, Faults.Most);
        }
    }

    /// <summary>The members of a whole draft where the method wants one, else they alone.</summary>
    private static string BodyOf(HttpMethod method, string members)
    {
        if (method == HttpMethod.Patch)
            return members;
        // Not by way of a tree of JSON, which would not have a member twice, nor half of a surrogate pair.
        var rest = new[] { ("language", "en"), ("section", "news"), ("headline", "Tides") }.Where(member =>
            !members.Contains($"\"{member.Item1}\":", StringComparison.Ordinal)
        );
        return string.Concat(rest.Select(member => $"\"{member.Item1}\":\"{member.Item2}\",")).Insert(0, "{")
            + members.TrimStart()[1..];
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string body) =>
        method == HttpMethod.Post
            ? shared.Editor.SendAsync(method, EditorClient.Stories, body)
            : shared.Editor.SendAsync(method, shared.Story.Path, body, shared.Story.ETag);

    private async Task<string> ListAsync() =>
        (await shared.Editor.ReadAsync($"{EditorClient.Stories}?limit=100")).ToJsonString();

    async Task IAsyncLifetime.InitializeAsync()
    {
        _before = await shared.Newsroom.Connections.TableHashesAsync();
        _listed = await ListAsync();
        _warnings = shared.Newsroom.Logs.AtLeast(LogLevel.Warning).Count;
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        Assert.Equal(_before, await shared.Newsroom.Connections.TableHashesAsync());
        Assert.Equal(_listed, await ListAsync());
        Assert.Empty(shared.Newsroom.Logs.AtLeast(LogLevel.Warning).Skip(_warnings));
    }
}
