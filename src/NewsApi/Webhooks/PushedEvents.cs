using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace NewsApi.Webhooks;

/// <summary>Describes in the document what is pushed to webhooks.</summary>
internal sealed class PushedEvents : IDocumentFilter
{
    private const string Change = """
        {
          "type": "article.published",
          "timestamp": "2026-11-23T09:30:00Z",
          "data": {
            "seq": 41, "kind": "published", "at": "2026-11-23T09:30:00Z", "articleId": "01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42",
            "slug": "how-the-world-mended-the-ozone-layer", "version": 1, "impact": "major"
          }
        }
        """;

    private const string Test = """
        {
          "type": "webhook.test",
          "timestamp": "2026-11-23T09:30:00Z",
          "data": { "id": "01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42", "name": "mirror of the partner site" }
        }
        """;

    private const string Disabled = """
        {
          "type": "webhook.disabled",
          "timestamp": "2026-11-23T09:30:00Z",
          "data": {
            "id": "01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42", "name": "mirror of the partner site",
            "reason": "The receiver answered 410 Gone."
          }
        }
        """;

    private const string Signed =
        "Verify it by the headers of the Standard Webhooks scheme, with any of its libraries, before reading it.";

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        var paths = new SortedDictionary<string, IOpenApiPathItem>(StringComparer.Ordinal)
        {
            ["change"] = Pushed<WebhookEvent>(
                "receiveChange",
                "Something happened to a story",
                "In the order in which it happened, the next only once this one was taken; but takedowns (`withdrawn`, `expired`) "
                    + "go ahead, and what they overtake is not sent. So do as each event says, and skip a `webhook-id` that "
                    + $"you have had: it may come again. {Signed}",
                Change
            ),
            ["webhookDisabled"] = Pushed<WebhookDisabledEvent>(
                "receiveWebhookDisabled",
                "Another webhook was disabled",
                $"For webhooks whose `kinds` name `webhookDisabled`. {Signed}",
                Disabled
            ),
            ["webhookTest"] = Pushed<WebhookTestEvent>(
                "receiveWebhookTest",
                "Somebody tries the webhook",
                $"Sent once. {Signed}",
                Test
            ),
        };
        swaggerDoc.Webhooks = new Dictionary<string, IOpenApiPathItem>(paths);

        OpenApiPathItem Pushed<T>(string id, string summary, string description, string example) =>
            new()
            {
                Operations = new()
                {
                    [HttpMethod.Post] = new OpenApiOperation
                    {
                        OperationId = id,
                        Summary = summary,
                        Description = description,
                        Tags = new HashSet<OpenApiTagReference> { new("Webhooks", swaggerDoc) },
                        Security = [],
                        Parameters = Headers(),
                        RequestBody = new OpenApiRequestBody
                        {
                            Required = true,
                            Description = "A JSON object. Ignore members that you don't know.",
                            Content = new Dictionary<string, IOpenApiMediaType>
                            {
                                ["application/json"] = new OpenApiMediaType
                                {
                                    Schema = context.SchemaGenerator.GenerateSchema(
                                        typeof(T),
                                        context.SchemaRepository
                                    ),
                                    Example = JsonNode.Parse(example),
                                },
                            },
                        },
                        Responses = new()
                        {
                            ["2XX"] = new OpenApiResponse { Description = "It was taken. The answer is not read." },
                            ["4XX"] = new OpenApiResponse
                            {
                                Description =
                                    "It was not taken and comes again, as with any other answer. `410` disables the webhook; "
                                    + "`Retry-After` is honoured.",
                            },
                        },
                    },
                },
            };
    }

    private static List<IOpenApiParameter> Headers() =>
        [
            Header(
                "webhook-id",
                "The same whenever this is sent to this webhook: tells repeats.",
                "01936a5e8f007c3e9d2b5a1f0c6e7b42-41",
                "^[0-9a-z-]+$"
            ),
            Header("webhook-timestamp", "When it was sent, in seconds of Unix time.", "1795426200", "^[0-9]+$"),
            Header(
                "webhook-signature",
                "`v1,` and HMAC-SHA256 in Base64 of `{webhook-id}.{webhook-timestamp}.{body}` with the secret; while secrets change "
                    + "several of them, divided by spaces.",
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                "^v1,[A-Za-z0-9+/=]+( v1,[A-Za-z0-9+/=]+)*$"
            ),
        ];

    private static OpenApiParameter Header(string name, string description, string example, string pattern) =>
        new()
        {
            Name = name,
            In = ParameterLocation.Header,
            Required = true,
            Description = description,
            Example = example,
            Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Pattern = pattern,
                MaxLength = 200,
            },
        };
}
