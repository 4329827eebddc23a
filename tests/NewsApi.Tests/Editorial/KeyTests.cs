using System.Net;
using System.Text;
using NewsApi.Access;
using NewsApi.Http;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>Whom every operation that needs a key refuses.</summary>
public sealed class KeyTests(EditorsSample shared) : HarmlessTests(shared), IClassFixture<EditorsSample>
{
    public static TheoryData<string> Protected => EditorialOperation.Ids(operation => operation.NeedsKey);

    [Theory]
    [MemberData(nameof(Protected))]
    public async Task Without_a_key_it_answers_401_and_says_how_to_send_one(string id)
    {
        var operation = EditorialOperation.Get(id);

        using var response = await Newsroom.Client.SendAsync(operation.Request());

        var problem = await response.ProblemAsync(ProblemType.Unauthorized);
        Assert.Equal("Bearer realm=\"newsapi\"", response.Header("WWW-Authenticate"));
        Assert.Contains("X-Api-Key", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Protected))]
    public async Task Without_a_key_nothing_of_the_body_is_read(string id)
    {
        var operation = EditorialOperation.Get(id);

        // A client that waits for leave gets it as soon as somebody wants to read.
        using var client = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) })
        {
            BaseAddress = Newsroom.BaseAddress,
        };
        using var request = operation.Request();
        request.Headers.ExpectContinue = true;
        request.Content = new WantedContent(operation.MediaTypes.FirstOrDefault("application/json"));

        using var response = await client.SendAsync(request);

        await response.ProblemAsync(ProblemType.Unauthorized);
        Assert.False(((WantedContent)request.Content).WasSent);
    }

    /// <summary>Routing itself knows which media types an operation takes, and would answer before anyone asks for a key.
    /// </summary>
    [Theory]
    [MemberData(nameof(Protected))]
    public async Task Without_a_key_the_media_type_does_not_matter(string id)
    {
        foreach (var mediaType in new[] { "text/plain", "application/xml", "multipart/form-data", "application/jsonp" })
        {
            using var request = EditorialOperation.Get(id).Request();
            request.Content ??= new StringContent("");
            request.Content.Headers.ContentType = new(mediaType);
            using var response = await Newsroom.Client.SendAsync(request);
            await response.ProblemAsync(ProblemType.Unauthorized);
        }
    }

    [Theory]
    [MemberData(nameof(Protected))]
    public async Task What_is_no_valid_key_answers_401(string id)
    {
        var operation = EditorialOperation.Get(id);
        var good = Shared.Editor.Key.Text;
        string[] bad =
        [
            ApiKey.Create().Text,
            Shared.Revoked.Text,
            $"newsapi_{Shared.Editor.Key.Id}_{ApiKey.Create().Text[^43..]}",
            good[..^1],
            good + "A",
            good.ToUpperInvariant(),
            good.Replace('_', '-'),
            Shared.Editor.Key.Id,
            "newsapi_",
            "key",
            "'; drop table editorial.keys; --",
            new string('a', 8000),
        ];
        (string, string)[] headers =
        [
            .. bad.Select(text => ("X-Api-Key", text)),
            .. bad.Select(text => ("Authorization", $"Bearer {text}")),
            ("Authorization", $"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes(good + ":"))}"),
            ("Authorization", good),
            ("Authorization", "Bearer"),
            ("X-Api-Key", ""),
        ];

        await Assert.AllAsync(headers, header => AssertUnauthorizedAsync(operation, header));
    }

    [Theory]
    [MemberData(nameof(Protected))]
    public async Task A_key_that_comes_twice_answers_401(string id)
    {
        var operation = EditorialOperation.Get(id);
        var good = Shared.Editor.Key.Text;

        await AssertUnauthorizedAsync(operation, ("X-Api-Key", good), ("Authorization", $"Bearer {good}"));
        await AssertUnauthorizedAsync(operation, ("X-Api-Key", good), ("X-Api-Key", good));
        await AssertUnauthorizedAsync(
            operation,
            ("Authorization", $"Bearer {good}"),
            ("Authorization", $"Bearer {good}")
        );
    }

    [Theory]
    [MemberData(nameof(Protected))]
    public async Task A_key_without_the_scope_answers_403_where_one_is_needed(string id)
    {
        var operation = EditorialOperation.Get(id);

        using var response = await Shared.SendAsync(operation, request => Replace(request, Shared.Reading.Text));

        if (!operation.Statuses.Contains(403))
        {
            Assert.True(operation.Promises(response.StatusCode));
            return;
        }
        var problem = await response.ProblemAsync(ProblemType.Forbidden);
        Assert.Contains("content:read", problem.Text("detail"), StringComparison.Ordinal);
    }

    private async Task AssertUnauthorizedAsync(
        EditorialOperation operation,
        params (string Name, string Value)[] headers
    )
    {
        using var request = operation.Request();
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Newsroom.Client.SendAsync(request);
        await response.ProblemAsync(ProblemType.Unauthorized);
        Assert.StartsWith("Bearer realm=", response.Header("WWW-Authenticate"), StringComparison.Ordinal);
    }

    private static void Replace(HttpRequestMessage request, string key)
    {
        request.Headers.Remove("X-Api-Key");
        request.Headers.Add("X-Api-Key", key);
    }

    /// <summary>A body that says whether it was asked for.</summary>
    private sealed class WantedContent : HttpContent
    {
        /// <summary>What is shorter the client sends without being asked.</summary>
        private const int Length = 100_000;

        public WantedContent(string mediaType) => Headers.ContentType = new(mediaType);

        public bool WasSent { get; private set; }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            WasSent = true;
            return stream.WriteAsync(new byte[Length]).AsTask();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = Length;
            return true;
        }
    }
}
