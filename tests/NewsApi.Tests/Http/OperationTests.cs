using System.Text.Json.Nodes;
using NewsApi.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Http;

/// <summary>The list of operations that these tests go through, held against the OpenAPI document.</summary>
public sealed class OperationTests(NewsroomFixture fixture) : QuietTests(fixture)
{
    [Fact]
    public async Task The_list_of_operations_is_complete()
    {
        var document = await Newsroom.Client.JsonAsync("/openapi/v1.json");

        var documented = OperationsIn(document)
            .Where(operation => !IsForEditors(operation))
            .Select(operation =>
                Signature(
                    operation.Text("operationId"),
                    (operation["parameters"]?.AsArray() ?? [])
                        .Select(parameter => Resolved(document, parameter!))
                        .Where(parameter => parameter.Text("in") == "query")
                        .Select(parameter => parameter.Text("name"))
                )
            );

        Assert.Equal(
            documented.Order(StringComparer.Ordinal),
            Operations
                .All.Select(operation =>
                    Signature(operation.Id, operation.Parameters.Select(parameter => parameter.Name))
                )
                .Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(Operations.AllIds), MemberType = typeof(Operations))]
    public async Task Every_status_that_an_operation_answers_is_documented(string id)
    {
        var operation = Operations.Get(id);
        var document = await Newsroom.Client.JsonAsync("/openapi/v1.json");
        var documented = OperationsIn(document).Single(candidate => candidate.Text("operationId") == id)["responses"]!
            .AsObject()
            .Select(response => int.Parse(response.Key, null));

        var answered = new HashSet<int>
        {
            await StatusAsync(operation),
            await StatusAsync(operation, target: operation.With("nope=1")),
            await StatusAsync(operation, target: operation.With("nope=%ff")),
            await StatusAsync(
                operation,
                target: operation.With("nope=" + new string('a', RequestLimits.MaxTargetLength))
            ),
            await StatusAsync(operation, header: ("Accept", "image/png")),
            await StatusAsync(operation, header: ("X-Long", new string('a', RequestLimits.MaxHeaderLength))),
            await StatusAsync(operation, header: ("If-None-Match", "*")),
            await StatusAsync(operation, mediaType: "text/plain"),
            await StatusAsync(operation, body: new string(' ', RequestLimits.MaxBodyLength + 1)),
        };

        Assert.Subset(documented.ToHashSet(), answered);
        Assert.Superset(new HashSet<int> { 200, 400, 414, 431 }, answered);
        // A page that is shared is for whoever opens it.
        if (operation.Id != "getStoryPage")
            Assert.Superset(new HashSet<int> { 406 }, answered);
        if (operation.Body is not null)
            Assert.Superset(new HashSet<int> { 413, 415 }, answered);
        else if (operation.IsConditional)
            Assert.Superset(new HashSet<int> { 304 }, answered);
    }

    private async Task<int> StatusAsync(
        Operation operation,
        string? target = null,
        (string Name, string Value)? header = null,
        string? mediaType = null,
        string? body = null
    )
    {
        using var request = operation.Request(Newsroom, target ?? operation.With());
        if (header is { } added)
            request.Headers.TryAddWithoutValidation(added.Name, added.Value);
        if (operation.Body is not null && mediaType is not null)
            request.Content!.Headers.ContentType = new(mediaType);
        if (operation.Body is not null && body is not null)
            request.Content = new StringContent(
                body,
                new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")
            );
        using var response = await Newsroom.Client.SendAsync(request);
        return (int)response.StatusCode;
    }

    private static IEnumerable<JsonNode> OperationsIn(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        where operation.Value is JsonObject
        select operation.Value;

    private static bool IsForEditors(JsonNode operation) =>
        operation["tags"]!
            .AsArray()
            .Any(tag => tag!.GetValue<string>() is "Editorial" or "Keys" or "Key management" or "Webhooks" or "Caches");

    private static string Signature(string id, IEnumerable<string> parameters) =>
        $"{id}({string.Join(", ", parameters.Order(StringComparer.Ordinal))})";

    private static JsonNode Resolved(JsonNode document, JsonNode parameter) =>
        parameter["$ref"] is { } reference
            ? document["components"]!["parameters"]![reference.GetValue<string>().Split('/')[^1]]!
            : parameter;
}
