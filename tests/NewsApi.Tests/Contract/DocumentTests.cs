using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Contract;

[Collection(NewsroomCollection.Name)]
public sealed class DocumentTests(NewsroomFixture fixture)
{
    /// <summary>Set to 1, the document in the repository is rewritten instead of compared.</summary>
    private const string Update = "NEWSAPI_UPDATE_CONTRACT";

    private const string Address = "/openapi/v1.json";

    [Fact]
    public async Task The_service_serves_the_document_that_the_repository_keeps()
    {
        var served = await fixture.Sample.Client.GetStringAsync(Address);
        if (Environment.GetEnvironmentVariable(Update) == "1")
            await File.WriteAllTextAsync(ContractDocumentFile.Path, served);

        var kept = await File.ReadAllTextAsync(ContractDocumentFile.Path);

        Assert.True(
            kept == served,
            $"The contract has changed. Look at the difference after running the tests once with {Update}=1; "
                + "only additions keep the promise of /v1."
        );
    }

    [Fact]
    public async Task The_document_is_valid_without_a_warning()
    {
        var served = await fixture.Sample.Client.GetByteArrayAsync(Address);

        var (document, diagnostic) = await OpenApiDocument.LoadAsync(new MemoryStream(served), "json");

        Assert.NotNull(document);
        Assert.Empty(diagnostic!.Errors.Select(error => error.ToString()));
        Assert.Empty(diagnostic.Warnings.Select(warning => warning.ToString()));
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, diagnostic.SpecificationVersion);
    }

    [Fact]
    public async Task Every_instance_serves_the_same_bytes_whatever_its_address()
    {
        var other = await fixture.StartAsync(
            new KeyValuePair<string, string?>("Site:BaseUrl", "https://api.example.org")
        );

        Assert.Equal(await fixture.Sample.Client.GetStringAsync(Address), await other.Client.GetStringAsync(Address));
    }

    [Fact]
    public async Task A_client_that_has_the_document_is_told_so()
    {
        using var first = await fixture.Sample.Client.GetAsync(Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, Address);
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await fixture.Sample.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task Swagger_UI_opens_with_the_document()
    {
        var page = await fixture.Sample.Client.GetStringAsync("/swagger/index.html");
        var script = await fixture.Sample.Client.GetStringAsync("/swagger/index.js");

        Assert.Contains("swagger-ui", page, StringComparison.Ordinal);
        Assert.Contains(Address, script, StringComparison.Ordinal);
    }

    /// <summary>What Swagger UI fills in: whoever presses Execute must get an answer.</summary>
    [Fact]
    public async Task Every_operation_answers_its_own_examples()
    {
        var document = ContractDocumentFile.Load();
        using var client = new HttpClient(new ContractValidator(new HttpClientHandler()))
        {
            BaseAddress = fixture.Sample.BaseAddress,
        };
        foreach (var (path, item) in document["paths"]!.AsObject())
        foreach (var (method, operation) in item!.AsObject().Where(pair => !IsForEditors(pair.Value!)))
        {
            using var request = ExampleOf(path, method, operation!);

            using var response = await client.SendAsync(request);

            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.StatusCode == HttpStatusCode.OK, $"{method} {request.RequestUri}: {text}");
            Assert.False(
                text.Contains("\"items\":[]", StringComparison.Ordinal),
                $"{request.RequestUri} finds nothing."
            );
        }
    }

    // Their examples name stories that the sample newsroom does not have; they are tried one by one elsewhere.
    private static bool IsForEditors(JsonNode operation) =>
        operation["tags"]!
            .AsArray()
            .Any(tag => tag!.GetValue<string>() is "Editorial" or "Keys" or "Key management" or "Webhooks" or "Caches");

    private static HttpRequestMessage ExampleOf(string path, string method, JsonNode operation)
    {
        var query = new StringBuilder("?");
        foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
        {
            if ((parameter!["example"] ?? parameter["schema"]?["default"])?.ToString() is not { } value)
                continue;
            var name = parameter["name"]!.GetValue<string>();
            if (parameter["in"]!.GetValue<string>() == "path")
                path = path.Replace($"{{{name}}}", Uri.EscapeDataString(value), StringComparison.Ordinal);
            else
                query.Append(name).Append('=').Append(Uri.EscapeDataString(value)).Append('&');
        }
        var request = new HttpRequestMessage(new HttpMethod(method), path + query.ToString().TrimEnd('&', '?'));
        if (operation["requestBody"]?["content"]?["application/json"] is { } body)
            request.Content = new StringContent(
                body["examples"]!.AsObject().First().Value!["value"]!.ToJsonString(),
                Encoding.UTF8,
                "application/json"
            );
        return request;
    }
}
