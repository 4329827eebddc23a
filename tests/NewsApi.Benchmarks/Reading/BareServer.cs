using System.Collections.Frozen;
using System.CommandLine;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace NewsApi.Benchmarks.Reading;

/// <summary>An answer that is sent as it is.</summary>
/// <param name="Target">Path and query that it is asked for with; where it has an <paramref name="Encoding"/>, by whom takes one.</param>
/// <param name="Headers">Besides those of the content.</param>
internal sealed record ReadyAnswer(
    string Target,
    int Status,
    string? Type,
    string? Encoding,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    byte[] Body
);

/// <summary>Kestrel with ready answers and nothing else: what this machine, runtime and web server can do at the most.</summary>
internal static class BareServer
{
    private const string Name = "bare-server";
    private const string Alive = "/";

    public static Command Command()
    {
        var answers = new Option<string>("--answers") { Required = true };
        var urls = new Option<string>("--urls") { Required = true };
        var command = new Command(Name) { answers, urls };
        command.Hidden = true;
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(parsed.GetValue(answers)!, parsed.GetValue(urls)!, cancellationToken)
        );
        return command;
    }

    /// <param name="answers">What it is to send.</param>
    /// <param name="folder">Where they are kept for it.</param>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    public static async Task<ServiceProcess> StartAsync(
        IReadOnlyList<ReadyAnswer> answers,
        string folder,
        CancellationToken cancellationToken
    )
    {
        var file = Path.Combine(folder, "answers.json");
        await using (var stream = File.Create(file))
            await JsonSerializer.SerializeAsync(stream, answers, cancellationToken: cancellationToken);
        return await ServiceProcess.StartOtherAsync([Name, "--answers", file], null, Alive, cancellationToken);
    }

    private static async Task RunAsync(string file, string urls, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        var answers = await JsonSerializer.DeserializeAsync<ReadyAnswer[]>(
            stream,
            cancellationToken: cancellationToken
        );
        var plain = ByTarget(answers!.Where(answer => answer.Encoding is null));
        var packed = ByTarget(answers!.Where(answer => answer.Encoding is not null));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Run(context =>
        {
            var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
            var ready = context.Request.Headers.AcceptEncoding.Count > 0 ? packed : plain;
            if (ready.TryGetValue(target, out var answer))
                return SendAsync(context.Response, answer);
            if (target == Contestant.Allocations)
                return context.Response.WriteAsync(Contestant.AllocatedText());
            context.Response.StatusCode = target == Alive ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        await app.RunAsync(urls);
    }

    private static FrozenDictionary<string, ReadyAnswer> ByTarget(IEnumerable<ReadyAnswer> answers) =>
        answers.ToFrozenDictionary(answer => answer.Target, StringComparer.Ordinal);

    private static Task SendAsync(HttpResponse response, ReadyAnswer answer)
    {
        response.StatusCode = answer.Status;
        for (var i = 0; i < answer.Headers.Count; i++)
            response.Headers[answer.Headers[i].Key] = answer.Headers[i].Value;
        if (answer.Status == StatusCodes.Status304NotModified)
            return Task.CompletedTask;
        response.ContentType = answer.Type;
        response.ContentLength = answer.Body.Length;
        if (answer.Encoding is not null)
            response.Headers.ContentEncoding = answer.Encoding;
        return response.Body.WriteAsync(answer.Body).AsTask();
    }
}
