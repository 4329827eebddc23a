using NewsApi.Benchmarks.Archive;

namespace NewsApi.Benchmarks.Reading;

/// <summary>All servers that are compared, running.</summary>
internal sealed class Contestants : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _running = new();

    private Contestants() { }

    public required ArchiveServer Database { get; init; }

    /// <summary>Connection string of the owner of the newsroom's schemas.</summary>
    public required string Owner { get; init; }

    /// <summary>Opens the editorial side.</summary>
    public required string Key { get; init; }

    /// <summary>Of all stories, the newest last.</summary>
    public required IReadOnlyList<string> Slugs { get; init; }

    /// <summary>The service as it is shipped.</summary>
    public Contestant Service { get; private set; } = null!;

    /// <summary>The service without its cache of answers.</summary>
    public Contestant Uncached { get; private set; } = null!;
    public Contestant Afternoon { get; private set; } = null!;
    public Contestant Bare { get; private set; } = null!;
    public IReadOnlyList<HotCase> HotCases { get; private set; } = [];

    public static async Task<Contestants> StartAsync(
        ReadingOptions options,
        Workspace workspace,
        CancellationToken cancellationToken
    )
    {
        var service = await PublishedService.MakeAsync(workspace, options.Configuration, cancellationToken);
        var database = await ArchiveServer.StartAsync(connection: null, options.Data, cancellationToken);
        try
        {
            var newsroom = new InventedNewsroom(database, service, workspace);
            var owner = await newsroom.OpenAsync(options.Stories, cancellationToken);
            var all = new Contestants
            {
                Database = database,
                Owner = owner,
                Key = await PublishingDesk.KeyAsync(service, owner, cancellationToken),
                Slugs = [.. Enumerable.Range(0, options.Stories).Select(number => InventedStory.Make(number).Slug)],
            };
            try
            {
                await all.StartServersAsync(
                    service,
                    workspace,
                    options.Wants(ReadingCases.Mixed) || options.Wants(ReadingCases.MixedCompressed),
                    cancellationToken
                );
                return all;
            }
            catch
            {
                await all.StopServersAsync();
                throw;
            }
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopServersAsync();
        await Database.DisposeAsync();
    }

    private async Task StartServersAsync(
        PublishedService service,
        Workspace workspace,
        bool withMixed,
        CancellationToken ct
    )
    {
        (string, string)[] settings =
        [
            ("Site__BaseUrl", "https://news.example"),
            // As in the container.
            ("DOTNET_GCGen1MaxBudget", "0x1000000"),
        ];
        Service = Add("News API", "/metrics", await ServiceProcess.StartOnAsync(service, Owner, ct, settings));
        Uncached = Add(
            "News API, nothing cached",
            "/metrics",
            await ServiceProcess.StartOnAsync(service, Owner, ct, [.. settings, ("Caching__Enabled", "false")])
        );
        Afternoon = Add("an afternoon's API", Contestant.Allocations, await AfternoonServer.StartAsync(Owner, ct));
        HotCases = await HotCase.MakeAsync(Service.Address, Afternoon.Address, Slugs, ct);
        List<ReadyAnswer> answers = [.. HotCases.SelectMany(one => new[] { one.Answer, one.Whole })];
        foreach (var load in withMixed ? [Traffic.Mixed(Slugs), Traffic.MixedCompressed(Slugs)] : Array.Empty<Load>())
            answers.AddRange(await MixedAnswers.FetchAsync(Uncached.Address, load, ct));
        Bare = Add(
            "bare Kestrel",
            Contestant.Allocations,
            await BareServer.StartAsync(answers, workspace.Location, ct)
        );
    }

    private Contestant Add(string name, string allocations, ServiceProcess process)
    {
        _running.Push(process);
        return new(name, process, allocations);
    }

    private async Task StopServersAsync()
    {
        while (_running.TryPop(out var server))
            await server.DisposeAsync();
    }
}
