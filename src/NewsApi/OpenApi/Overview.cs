using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace NewsApi.OpenApi;

/// <summary>What the document says before its operations.</summary>
internal sealed class Overview : IDocumentFilter
{
    public static OpenApiInfo Info =>
        new()
        {
            Title = "News API",
            Version = "1.0.0",
            Summary = "News stories, sections and tags for apps, partner sites and developers.",
            Description = Introduction,
            License = new OpenApiLicense { Name = "MIT", Url = new Uri("https://opensource.org/license/mit") },
            Contact = new OpenApiContact { Name = "The newsroom that runs this service" },
        };

    /// <summary>Relative: the same document is right on every host, also behind a proxy.</summary>
    public static OpenApiServer Server =>
        new()
        {
            Url = "/",
            Description = "This service, local, test or production",
            Extensions = new Dictionary<string, IOpenApiExtension>
            {
                ["x-internal"] = new JsonNodeExtension(JsonValue.Create(false)),
            },
        };

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        swaggerDoc.Tags = new HashSet<OpenApiTag>
        {
            new() { Name = "Articles", Description = "Published stories: lists, single ones, many at once." },
            new()
            {
                Name = "Caches",
                Description = "Having caches purged of what has changed, for holders of a key with the scope `admin`.",
            },
            new()
            {
                Name = "Changes",
                Description =
                    "What became public, changed and was taken back: to be asked for, streamed, or begun with an export.",
            },
            new()
            {
                Name = "Editorial",
                Description =
                    "Writing and publishing, for holders of a key with the scope `content:write`. Every change names in `If-Match` "
                    + "what it rests on; every `POST` may be sent again under the same `Idempotency-Key`.",
            },
            new()
            {
                Name = "Feeds",
                Description =
                    "Every list of articles as RSS, Atom, JSON Feed and ninjs, for readers and partner sites.",
            },
            new()
            {
                Name = "Key management",
                Description = "Making, replacing and revoking keys, for holders of one with the scope `admin`.",
            },
            new() { Name = "Keys", Description = "Whose key a request came with." },
            new()
            {
                Name = "Search engines",
                Description = "Sitemaps, and what machines may do: robots.txt, RSL and TDM reservation.",
            },
            new()
            {
                Name = "Sections",
                Description = "The parts of the newsroom's programme, a tree. A story belongs to one.",
            },
            new()
            {
                Name = "Tags",
                Description = "What stories are about, who wrote them and in what manner. A story has any number.",
            },
            new()
            {
                Name = "Webhooks",
                Description =
                    "Having what changes pushed, signed and in order, for holders of a key with the scope `admin`; and the hub of "
                    + "the feeds (WebSub), which needs none.",
            },
        };
        // Reading is public: the empty requirement says that no credential is needed.
        swaggerDoc.Security = [new OpenApiSecurityRequirement(), .. AnyKey(swaggerDoc)];
        swaggerDoc.Components ??= new OpenApiComponents();
        swaggerDoc.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["ApiKey"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "X-Api-Key",
                Description =
                    "A client's key. Reading needs none unless the service is set up so, but a key that is sent must be a valid one; "
                    + "writing needs one with the scope `content:write`, and keys, webhooks and caches one with `admin`. "
                    + "`newsapi keys create` makes it.",
            },
            ["Bearer"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The same key as a bearer token (RFC 6750).",
            },
        };
    }

    /// <summary>A key, in either of the two headers.</summary>
    public static IEnumerable<OpenApiSecurityRequirement> AnyKey(OpenApiDocument document) =>
        [Needing("ApiKey", document), Needing("Bearer", document)];

    private static OpenApiSecurityRequirement Needing(string scheme, OpenApiDocument document) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };

    private const string Introduction = """
        Reading is public, with nothing to register for: press **Execute** on any operation below. Writing needs a key with the
        scope `content:write`: press **Authorize** and enter it once.

        ```
        GET /v1/articles?section=science&limit=3
        GET /v1/articles/how-the-world-mended-the-ozone-layer?bodyFormat=markdown
        ```

        The member `rights` says what may be done with a story.

        ### Filters
        `section`, `tag`, `type` and `language` take the same small grammar: `,` is *and*, `|` is *or*, `-` is *not*, and
        `( )` groups; *and* binds tighter. `tag=place/antarctica,(topic/science|topic/treaty),-tone/opinion` means: about
        Antarctica, and about science or treaties, and not an opinion. A name followed by `~` includes what lies below it,
        as in `tag=place/europe~`.

        ### Pages
        A list answers `items`, `total`, `page` and `links`. Follow `links.next` until it is absent. Cursors stay good while
        stories come and go, and there is no ceiling. `page=2` is for people, up to the 10,000th item.

        ### Only what you need
        `fields=headline,standfirst,leadImage` leaves out all other members but `id`. `bodyFormat` turns the body from blocks
        into one string of HTML, Markdown or plain text.

        ### Feeds and formats
        Every list is a feed: put `/v1/feeds/rss` (or `atom`, `json`, `ninjs`) in place of `/v1/articles`. One story comes as
        JSON, schema.org, ninjs, web page, Markdown or plain text, by `Accept` or `format`.

        ### Caching
        Every answer that can be kept has an `ETag`. Send it back in `If-None-Match`, and while nothing has changed the answer is `304` without
        a body.

        ### Keys and limits
        What is public is read without a key, unless the service is set up otherwise. A key (`X-Api-Key`, or `Authorization: Bearer`)
        may open a part of it only: other stories are then as if they were not public, on every path. `GET /v1/me` says what a key
        opens. Each client has a limit, a key by its plan: `RateLimit-Policy` says how many points come in, `RateLimit` how many are
        left, `RateLimit-Cost` how many the request took. Most take 10; a `304` takes 1. Beyond that the answer is `429`, and
        `Retry-After` says when to come back.

        ### Following what changes
        `GET /v1/changes` tells of whatever appeared, changed or disappeared, in order and leaving nothing out, from the beginning of
        time; `wait` makes it a long poll, and `/v1/changes/stream` sends the same as events. A copy begins with
        `GET /v1/export` and goes on from the place that it names. All take the filters of lists. The same is pushed, signed,
        to webhooks; and feeds to whoever subscribes at their hub (WebSub).

        ### Writing
        A change names in `If-Match` the `ETag` of what it rests on, so that nobody overwrites what they have not seen. Every
        `POST` for editors takes an `Idempotency-Key`: sent again, it is answered again and not done twice.

        ### Errors
        Every refusal is a problem (RFC 9457, `application/problem+json`). Its `type` is the path of a page that explains it;
        for a request that is not valid, `errors` lists every fault under the name of its parameter. An unknown parameter is
        refused, not ignored.

        ### Changes to this API
        Within `/v1` only additions: ignore members you don't know, and expect new words in enumerations. A member that is
        absent has no value; `null` is never sent. Instants are UTC (RFC 3339), languages BCP 47, ids UUIDs.
        """;
}
