using System.CommandLine;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace NewsApi.Benchmarks.Reading;

/// <summary>An answer that is sent as it is.</summary>
/// <param name="IsList">And not a story.</param>
/// <param name="Headers">Besides those of the content.</param>
internal sealed record ReadyAnswer(
    string Path,
    bool IsList,
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

    /// <param name="answers">What it is to send. Who asks for any other story or list gets the first of these, compressed where
    /// that is taken.</param>
    /// <param name="folder">Where they are kept for it.</param>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    public static async Task<ServiceProcess> StartAsync(
        IReadOnlyList<ReadyAnswer> answers,
        string folder,
        CancellationToken cancellationToken
    )
    {
        var file = Path.Combine(folder, "answers.json");
        await File.WriteAllBytesAsync(file, JsonSerializer.SerializeToUtf8Bytes(answers), cancellationToken);
        return await ServiceProcess.StartOtherAsync([Name, "--answers", file], null, "/", cancellationToken);
    }

    private static async Task RunAsync(string file, string urls, CancellationToken cancellationToken)
    {
        var answers = JsonSerializer.Deserialize<ReadyAnswer[]>(await File.ReadAllBytesAsync(file, cancellationToken))!;
        var byPath = answers.ToDictionary(answer => answer.Path, StringComparer.Ordinal);
        var (story, packedStory) = (FirstOf(isList: false, isPacked: false), FirstOf(isList: false, isPacked: true));
        var (list, packedList) = (FirstOf(isList: true, isPacked: false), FirstOf(isList: true, isPacked: true));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Run(context =>
        {
            var path = context.Request.Path.Value!;
            var usual = (path == Traffic.Lists, context.Request.Headers.AcceptEncoding.Count > 0) switch
            {
                (false, false) => story,
                (false, true) => packedStory,
                (true, false) => list,
                (true, true) => packedList,
            };
            return path == Contestant.Allocations
                ? context.Response.WriteAsync(Contestant.AllocatedText())
                : SendAsync(context.Response, byPath.GetValueOrDefault(path, usual));
        });
        await app.RunAsync(urls);

        ReadyAnswer FirstOf(bool isList, bool isPacked) =>
            answers.First(answer => answer.IsList == isList && answer.Encoding is not null == isPacked);
    }

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
