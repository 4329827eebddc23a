using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NewsApi.Editorial;
using NewsApi.Following;
using NewsApi.Storage;
using NewsApi.Tests.Contract;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Support;

/// <summary>The whole service on a real socket, with a database of its own.</summary>
public sealed class Newsroom : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Newsroom(WebApplication app, DatabaseConnections connections, RecordedLogs logs)
    {
        (_app, Connections, Logs) = (app, connections, logs);
        BaseAddress = new Uri(
            app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()
        );
        Client = NewClient();
    }

    public Uri BaseAddress { get; }

    /// <summary>Follows no redirects and undoes no compression: tests see what came over the wire. Every answer is held
    /// against the OpenAPI document.</summary>
    public HttpClient Client { get; }

    /// <summary>Another one like that.</summary>
    public HttpClient NewClient() =>
        new(
            new ContractValidator(
                new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(1) }
            )
        )
        {
            BaseAddress = BaseAddress,
        };

    public DatabaseConnections Connections { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>What the service has logged so far.</summary>
    public RecordedLogs Logs { get; }

    /// <param name="connections">Database that is migrated already.</param>
    /// <param name="configuration">Settings that differ from the defaults.</param>
    public static Task<Newsroom> StartAsync(
        DatabaseConnections connections,
        params IEnumerable<KeyValuePair<string, string?>> configuration
    ) => StartByAsync(TimeProvider.System, connections, configuration);

    /// <param name="time">What the service takes the time for.</param>
    /// <param name="connections">Database that is migrated already.</param>
    /// <param name="configuration">Settings that differ from the defaults.</param>
    public static async Task<Newsroom> StartByAsync(
        TimeProvider time,
        DatabaseConnections connections,
        params IEnumerable<KeyValuePair<string, string?>> configuration
    )
    {
        var builder = WebApplication.CreateBuilder();
        // Most tests say themselves when something happens.
        builder.Configuration["Clock:Enabled"] = "false";
        builder.Configuration["Webhooks:Enabled"] = "false";
        builder.Configuration.AddInMemoryCollection(configuration);
        builder.Services.AddSingleton(time);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var logs = new RecordedLogs();
        var app = Program.Build(builder, connections, logging => logging.AddProvider(logs));
        await app.StartAsync();
        return new(app, connections, logs);
    }

    /// <summary>Waits until the service follows the change log: before, it keeps no answer.</summary>
    public async Task FollowAsync()
    {
        var feed = Services.GetRequiredService<ChangeFeed>();
        var clock = Stopwatch.StartNew();
        while (!feed.IsFollowing)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), "It does not follow the change log.");
            await Task.Delay(5);
        }
    }

    /// <summary>Commits, and waits until readers see what that has made public.</summary>
    public Task CommitAsync(NpgsqlTransaction transaction) =>
        ChangeRecorder.CommitAsync(transaction, Services.GetRequiredService<ChangeFeed>(), CancellationToken.None);

    /// <summary>Waits until readers see what others have made public up to now: another instance, or a test by SQL of its own.
    /// </summary>
    public async Task CatchUpAsync()
    {
        var database = Services.GetRequiredService<EditorialDatabase>();
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        await CommitAsync(transaction);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
