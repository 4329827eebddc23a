using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NewsApi.Editorial;
using NewsApi.Storage;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace NewsApi.Tests.Support;

/// <summary>One database server for all tests of a collection, one service with the sample newsroom that tests only read, and new
/// newsrooms for those that write.</summary>
public sealed class NewsroomFixture(IMessageSink output) : IAsyncLifetime
{
    /// <summary>Each holds connections, of which the server has 200. The tests of a class are over long before so many others
    /// have been started.</summary>
    private const int MostAtOnce = 20;

    private readonly Queue<Newsroom> _started = [];
    private string _emptyTemplate = "";

    public PostgresServer Postgres { get; private set; } = null!;

    /// <summary>The sample newsroom. Tests share it, so they must not change it.</summary>
    public Newsroom Sample { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Postgres = await PostgresServer.StartAsync();
        output.OnMessage(new DiagnosticMessage("The tests run on {0}.", Postgres.Source));

        var template = await Postgres.CreateDatabaseAsync();
        await Migrations.ApplyAsync(template, NullLogger.Instance, CancellationToken.None);
        _emptyTemplate = PostgresServer.DatabaseOf(template);

        await Postgres.DisconnectAsync(_emptyTemplate);
        Sample = await Newsroom.StartAsync(await Postgres.CreateDatabaseAsync(_emptyTemplate));
        await Sample.Services.GetRequiredService<SampleContent>().LoadIntoEmptyAsync(CancellationToken.None);
    }

    /// <summary>A service with a migrated, empty database of its own; stopped with the fixture at the latest.</summary>
    public async Task<Newsroom> StartAsync(params KeyValuePair<string, string?>[] configuration)
    {
        if (_started.Count == MostAtOnce)
            await _started.Dequeue().DisposeAsync();
        var newsroom = await Newsroom.StartAsync(await Postgres.CreateDatabaseAsync(_emptyTemplate), configuration);
        _started.Enqueue(newsroom);
        return newsroom;
    }

    public async Task DisposeAsync()
    {
        foreach (var newsroom in _started.Append(Sample))
            await newsroom.DisposeAsync();
        await Postgres.DisposeAsync();
    }
}
