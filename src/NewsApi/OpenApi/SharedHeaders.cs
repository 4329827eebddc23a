using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace NewsApi.OpenApi;

/// <summary>The response headers of this API, each described once.</summary>
internal static class SharedHeaders
{
    public const string ETag = "ETag";
    public const string LastModified = "Last-Modified";
    public const string CacheControl = "Cache-Control";
    public const string CacheStatus = "Cache-Status";
    public const string Age = "Age";
    public const string Vary = "Vary";
    public const string SurrogateKey = "Surrogate-Key";
    public const string Link = "Link";
    public const string Location = "Location";
    public const string RetryAfter = "Retry-After";
    public const string ChangesAfter = "Changes-After";
    public const string MiningReservation = "TDM-Reservation";
    public const string RateLimit = "RateLimit";
    public const string RateLimitPolicy = "RateLimit-Policy";
    public const string RateLimitCost = "RateLimit-Cost";
    private const string AllowOrigin = "Access-Control-Allow-Origin";

    private static readonly Dictionary<string, OpenApiHeader> Descriptions = new(StringComparer.Ordinal)
    {
        [ETag] = Text(
            "Strong entity tag of exactly these bytes. Send it back in `If-None-Match`.",
            "\"3uYcYFz0bq2Rr9mKq5vVbw\"",
            "^\"[A-Za-z0-9_-]+\"$",
            100
        ),
        [LastModified] = Text(
            "When anything that the answer is made of last changed.",
            "Mon, 23 Nov 2026 09:30:00 GMT",
            "^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$",
            29
        ),
        [CacheControl] = Text(
            "How long caches may serve the answer, in seconds: anyone unasked (`max-age`), a shared cache unasked (`s-maxage`), while it asks anew, and while there is no other answer (RFC 5861). Never past the moment at which it would differ. `private` where the service is set up to be read with a key alone.",
            "public, max-age=10, s-maxage=5, stale-while-revalidate=5, stale-if-error=600",
            "^(public|private), max-age=[0-9]+(, s-maxage=[0-9]+)?(, stale-while-revalidate=[0-9]+)?(, stale-if-error=[0-9]+)?$",
            120
        ),
        [CacheStatus] = Text(
            "Whether the answer was at hand (`hit`) or had to be made (`fwd`), RFC 9211. A `ttl` below zero: the database is away, and there may be a newer answer. Absent where nothing is kept.",
            "newsapi; hit",
            "^newsapi; (hit|fwd)[ -~]*$",
            100,
            required: false
        ),
        [Age] = new OpenApiHeader
        {
            Description =
                "How long ago an answer that was at hand was last known to be right, in seconds: 0 as long as the database can be asked.",
            Example = 0,
            Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Format = "int32",
                Minimum = "0",
                Maximum = "2147483647",
            },
        },
        [Vary] = Text(
            "Request headers that the answer depends on.",
            "Accept-Encoding, X-Api-Key, Authorization",
            "^[A-Za-z, -]+$",
            100
        ),
        [SurrogateKey] = Text(
            "What the answer was built from, divided by spaces: for a content delivery network to purge by.",
            "articles article/01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42",
            "^[a-z0-9/-]+( [a-z0-9/-]+)*$",
            8192
        ),
        [Link] = Text(
            "Addresses of the next and the previous page (RFC 8288), of a feed also of its hub and of itself; absent where there is none.",
            "</v1/articles?limit=5&cursor=AQBhC2V4YW1wbGUx>; rel=\"next\"",
            "^<[^<>]+>; rel=\"(next|prev|hub|self)\"(, <[^<>]+>; rel=\"(prev|hub|self)\"){0,3}$",
            16_384,
            required: false
        ),
        [Location] = Text(
            "Path and query of the same resource under its present slug.",
            "/v1/articles/how-the-world-mended-the-ozone-layer",
            "^/[!-~]*$",
            8192
        ),
        [RetryAfter] = new OpenApiHeader
        {
            Description = "Seconds to wait before the next try.",
            Required = true,
            Example = 2,
            Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Format = "int32",
                Minimum = "0",
                Maximum = "3600",
            },
        },
        [ChangesAfter] = new OpenApiHeader
        {
            Description = "The place in the change log from which on `/v1/changes` carries on.",
            Required = true,
            Example = 41,
            Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Format = "int64",
                Minimum = "0",
                Maximum = "9223372036854775807",
            },
        },
        [MiningReservation] = Text(
            "Whether the right to mine the story's text and data is reserved (TDM Reservation Protocol): `1` yes, `0` no.",
            "1",
            "^[01]$",
            1
        ),
        [RateLimit] = Text(
            "What is left of the client's limit (draft-ietf-httpapi-ratelimit-headers): `r` points, and all of it again in `t` seconds. Absent where there are no limits.",
            "\"public\";r=11980;t=1",
            "^\"[a-z]+\";r=[0-9]+;t=[0-9]+$",
            60,
            required: false
        ),
        [RateLimitPolicy] = Text(
            "The limit: `q` points in `w` seconds.",
            "\"public\";q=12000;w=60",
            "^\"[a-z]+\";q=[0-9]+;w=[0-9]+$",
            60,
            required: false
        ),
        [RateLimitCost] = new OpenApiHeader
        {
            Description =
                "What this request took of it: 10 points mostly, 1 where nothing had changed (`304`), more for searches, facets, many articles at once and exports.",
            Example = 10,
            Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Format = "int32",
                Minimum = "0",
                Maximum = "1000",
            },
        },
        [AllowOrigin] = Text(
            "Any web page may read the answer. Sent to a request that has an `Origin`.",
            "*",
            @"^\*$",
            1,
            required: false
        ),
    };

    /// <summary>These headers, and those that every answer has.</summary>
    public static Dictionary<string, IOpenApiHeader> References(IEnumerable<string> names, OpenApiDocument document)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.Headers ??= new SortedDictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
        var headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
        foreach (var name in names.Concat([AllowOrigin, RateLimit, RateLimitPolicy, RateLimitCost]))
        {
            document.Components.Headers[name] = Descriptions[name];
            headers[name] = new OpenApiHeaderReference(name, document);
        }
        return headers;
    }

    private static OpenApiHeader Text(
        string description,
        string example,
        string pattern,
        int maxLength,
        bool required = true
    ) =>
        new()
        {
            Description = description,
            Required = required,
            Example = JsonValue.Create(example),
            Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Pattern = pattern,
                MaxLength = maxLength,
            },
        };
}
