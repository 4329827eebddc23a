using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace NewsApi.Benchmarks.Reading;

/// <summary>A Minimal API with Dapper as a good developer writes it in an afternoon: no cache, but prepared statements.</summary>
internal static class AfternoonServer
{
    private const string Name = "afternoon-server";

    public static Command Command()
    {
        var urls = new Option<string>("--urls") { Required = true };
        var command = new Command(Name) { urls };
        command.Hidden = true;
        command.SetAction(parsed => RunAsync(parsed.GetValue(urls)!));
        return command;
    }

    public static Task<ServiceProcess> StartAsync(string owner, CancellationToken cancellationToken) =>
        ServiceProcess.StartOtherAsync([Name], owner, "/v1/articles?section=world", cancellationToken);

    private static async Task RunAsync(string urls)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var connection = new NpgsqlConnectionStringBuilder(builder.Configuration.GetConnectionString("Owner"))
        {
            MaxAutoPrepare = 100,
        };
        await using var database = NpgsqlDataSource.Create(connection);
        await using var app = builder.Build();
        var articles = new AfternoonArticles(database);
        app.MapGet(
            "/v1/articles/{slug}",
            async (string slug, HttpContext context, CancellationToken ct) =>
                await articles.FindAsync(slug, ct) is { } article
                    ? await AnswerAsync(context, article)
                    : Results.NotFound()
        );
        app.MapGet(
            "/v1/articles",
            async (string? section, string? tag, string? q, HttpContext context, CancellationToken ct) =>
                await AnswerAsync(context, await articles.ListAsync(section, tag, q, ct))
        );
        app.MapGet(Contestant.Allocations, () => Contestant.AllocatedText());
        await app.RunAsync(urls);
    }

    private static async Task<IResult> AnswerAsync<T>(HttpContext context, T value)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, JsonSerializerOptions.Web);
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16))}\"";
        context.Response.Headers.ETag = tag;
        if (context.Request.Headers.IfNoneMatch == tag)
            return Results.StatusCode(StatusCodes.Status304NotModified);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
        return Results.Empty;
    }
}
