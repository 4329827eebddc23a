using System.IO.Compression;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Primitives;

namespace NewsApi.Http;

/// <summary>The web server and what every answer goes through.</summary>
public static class HttpSetup
{
    private const string DefaultUrl = "http://localhost:8080";

    public static void AddHttp(this WebApplicationBuilder builder)
    {
        if (!IsToldWhereToListen(builder.Configuration))
            builder.WebHost.UseUrls(DefaultUrl);
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = RequestLimits.MaxBodyLength;
            server.Limits.MaxRequestLineSize = RequestLimits.MaxTargetLength * RequestLimits.ServerMargin;
            server.Limits.MaxRequestHeadersTotalSize = RequestLimits.MaxHeaderLength * RequestLimits.ServerMargin;
            server.Limits.MaxRequestHeaderCount = RequestLimits.MaxHeaderCount * RequestLimits.ServerMargin;
            // Who sends or reads so slowly only holds a connection. Bodies and answers are held to it by the server's own defaults.
            server.Limits.RequestHeadersTimeout = RequestLimits.MaxHeaderTime;
            server.Limits.MaxConcurrentConnections = RequestLimits.MaxConnections;
        });
        builder.Services.AddSingleton(SiteOptions.From(builder.Configuration));
        builder.Services.AddSingleton<Site>();
        builder.Services.AddSingleton(LoadShedding.Places(LoadOptions.From(builder.Configuration)));
        builder.Services.LeaveBodyTypesToOperations();
        builder.Services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, NewsJsonContext.Wire)
        );
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(AllowBrowsers));
        builder.Services.AddResponseCompression(compression =>
        {
            // Everything here is public and the same for everyone, so its length gives no secret away (BREACH).
            compression.EnableForHttps = true;
            compression.MimeTypes = MediaTypes.Compressible;
        });
        builder.Services.Configure<BrotliCompressionProviderOptions>(options =>
            options.Level = CompressionLevel.Fastest
        );
        builder.Services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
    }

    private static readonly string[] Exposed =
    [
        "Age",
        "Cache-Status",
        "Changes-After",
        "ETag",
        "Idempotency-Replayed",
        "Last-Modified",
        "Link",
        "Location",
        "RateLimit",
        "RateLimit-Cost",
        "RateLimit-Policy",
        "Retry-After",
    ];

    private static readonly StringValues ExposedHeader = string.Join(',', Exposed);

    /// <summary>What the answers of the policy for browsers say, for those that are sent before it is asked.</summary>
    public static void AllowBrowser(HttpContext http)
    {
        if (http.Request.Headers.Origin.Count == 0)
            return;
        http.Response.Headers.AccessControlAllowOrigin = "*";
        http.Response.Headers.AccessControlExposeHeaders = ExposedHeader;
    }

    // Any front end may ask, editors' too: there are no cookies here that a foreign page could misuse, and a key must be sent.
    private static void AllowBrowsers(CorsPolicyBuilder policy) =>
        policy
            .AllowAnyOrigin()
            .WithMethods(
                HttpMethods.Get,
                HttpMethods.Head,
                HttpMethods.Post,
                HttpMethods.Put,
                HttpMethods.Patch,
                HttpMethods.Delete
            )
            .WithHeaders(
                "Accept",
                "Accept-Language",
                "Content-Type",
                "Idempotency-Key",
                "If-Match",
                "If-None-Match",
                "If-Modified-Since",
                "Last-Event-ID",
                "X-Api-Key",
                "Authorization"
            )
            .WithExposedHeaders(Exposed)
            .SetPreflightMaxAge(TimeSpan.FromHours(24));

    private static bool IsToldWhereToListen(IConfiguration configuration) =>
        configuration["urls"] is not null
        || configuration["http_ports"] is not null
        || configuration["https_ports"] is not null
        || configuration.GetSection("Kestrel:Endpoints").Exists();
}
