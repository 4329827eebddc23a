using NewsApi.Benchmarks.Scale;

namespace NewsApi.Benchmarks.Reading;

/// <summary>Runs the cases that compare rates.</summary>
internal sealed class ReadingCases(Contestants all, Wrk wrk, ReadingOptions options)
{
    /// <summary>Names of the cases with the traffic of a news site.</summary>
    public const string Mixed = "mixed traffic";

    /// <inheritdoc cref="Mixed"/>
    public const string MixedCompressed = "mixed traffic compressed";

    private const string ColdItem = "cold item";
    private const string ColdList = "cold list";

    private const int ColdConnections = 16;

    /// <summary>Each client of pgbench prepares each of them: many would fill a short round.</summary>
    private const int MostStatements = 10;

    /// <summary>How long loads are run before they are timed. One answer again and again is soon at its fastest.</summary>
    private const int HotWarmUp = 5;

    private const int ColdWarmUp = 20;

    /// <summary>For the mix to come by once.</summary>
    private const int MixedWarmUp = 40;

    private readonly Meter _meter = new(wrk, all.Database, options.Seconds);

    /// <returns>Compared with bare Kestrel.</returns>
    public async Task<IReadOnlyList<Outcome>> HotAsync(CancellationToken cancellationToken)
    {
        var outcomes = new List<Outcome>();
        foreach (var hot in all.HotCases.Where(hot => options.Wants(hot.Name)))
        {
            (Contestant Server, Load Load)[] asked =
            [
                (all.Service, hot.Service),
                .. hot.Afternoon is { } plain ? [(all.Afternoon, plain)] : Array.Empty<(Contestant, Load)>(),
                (all.Bare with { Name = $"{all.Bare.Name}, headers too" }, hot.Bare(hot.Whole)),
                (all.Bare, hot.Bare(hot.Answer)),
            ];
            var before = await SamplesAsync(asked, cancellationToken);
            if (hot.Service.Length != before[0].Body.Length || !before[0].Body.AsSpan().SequenceEqual(before[^1].Body))
                throw new BenchmarkException($"{hot.Name}: bare Kestrel does not send what the service sends.");
            foreach (var (server, load) in asked)
                await wrk.WarmUpAsync(server.Address, load, HotWarmUp, cancellationToken);
            var entries = asked.Select(one => Entry(one.Server, one.Load)).ToList();
            foreach (var connections in options.Connections)
                outcomes.AddRange(
                    await Rounds.RunAsync(hot.Name, entries, connections, options.Rounds, cancellationToken)
                );
            var after = await SamplesAsync(asked, cancellationToken);
            if (!before.Zip(after).All(pair => pair.First.IsSameAs(pair.Second)))
                throw new BenchmarkException($"{hot.Name}: an answer was another one after the case than before.");
        }
        return outcomes;
    }

    /// <returns>Compared with bare Kestrel, which sends the same.</returns>
    public async Task<IReadOnlyList<Outcome>> MixedAsync(CancellationToken cancellationToken)
    {
        (string Name, Load Load, Contestant[] Servers)[] cases =
        [
            (Mixed, Traffic.Mixed(all.Slugs), [all.Service, all.Afternoon, all.Bare]),
            (MixedCompressed, Traffic.MixedCompressed(all.Slugs), [all.Service, all.Bare]),
        ];
        var outcomes = new List<Outcome>();
        foreach (var (name, asked, servers) in cases.Where(one => options.Wants(one.Name)))
        {
            foreach (var server in servers)
            {
                // What is made anew after a change is compiled for speed as late as what publishes.
                var publishing =
                    server == all.Service
                        ? PublishingDesk.WarmUpAsync(server.Address, all.Key, cancellationToken)
                        : Task.CompletedTask;
                await wrk.WarmUpAsync(server.Address, asked, MixedWarmUp, cancellationToken);
                await publishing;
            }
            var entries = servers
                .Select(server => server == all.Service ? PublishingEntry(server.Name, asked) : Entry(server, asked))
                .ToList();
            foreach (var connections in options.Connections)
                outcomes.AddRange(await Rounds.RunAsync(name, entries, connections, options.Rounds, cancellationToken));
        }
        return outcomes;
    }

    /// <returns>Compared with the service's own statements under pgbench.</returns>
    /// <param name="folder">For what pgbench runs.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public async Task<IReadOnlyList<Outcome>> ColdAsync(string folder, CancellationToken cancellationToken)
    {
        var program =
            Pgbench.Find(all.Database)
            ?? throw new BenchmarkException("pgbench is not there: install the package postgresql-contrib.");
        var pgbench = new Pgbench(program, all.Owner, folder);
        return
        [
            .. options.Wants(ColdItem) ? await ColdItemAsync(pgbench, cancellationToken) : [],
            .. options.Wants(ColdList) ? await ColdListAsync(pgbench, cancellationToken) : [],
        ];
    }

    private async Task<IReadOnlyList<Outcome>> ColdItemAsync(Pgbench pgbench, CancellationToken cancellationToken)
    {
        var load = new Load(Traffic.AllItems(all.Slugs));
        var statements = await StatementsAsync(load, cancellationToken);
        var stories = await ColdStories.PrepareAsync(all.Owner, all.Slugs, statements[0].Single(), cancellationToken);
        var alone = new Entry(
            "pgbench, the same statement",
            (connections, ct) =>
                stories.MeasureAsync(
                    (name, script) => _meter.AskDatabaseAsync(pgbench, name, [script], connections, ct)
                )
        );
        return await ColdAsync(ColdItem, load, alone, cancellationToken);
    }

    private async Task<IReadOnlyList<Outcome>> ColdListAsync(Pgbench pgbench, CancellationToken cancellationToken)
    {
        var load = new Load(Traffic.AllLists());
        var statements = await StatementsAsync(load, cancellationToken);
        var alone = new Entry(
            $"pgbench, the same {(statements[0].Count == 1 ? "statement" : "statements")}",
            (connections, ct) =>
                _meter.AskDatabaseAsync(pgbench, ColdList, [.. statements.Select(Pgbench.Script)], connections, ct)
        );
        return await ColdAsync(ColdList, load, alone, cancellationToken);
    }

    private Task<IReadOnlyList<IReadOnlyList<string>>> StatementsAsync(Load load, CancellationToken ct) =>
        ColdStatements.ReadAsync(
            all.Database,
            all.Owner,
            all.Uncached.Address,
            // Of all kinds that there are.
            [.. load.Paths.Where((_, at) => at % (load.Paths.Count / MostStatements) == 0).Take(MostStatements)],
            ct
        );

    private async Task<IReadOnlyList<Outcome>> ColdAsync(string name, Load load, Entry alone, CancellationToken ct)
    {
        await wrk.WarmUpAsync(all.Uncached.Address, load, ColdWarmUp, ct);
        await wrk.WarmUpAsync(all.Afternoon.Address, load, ColdWarmUp, ct);
        return await Rounds.RunAsync(
            name,
            [Entry(all.Uncached, load), Entry(all.Afternoon, load), alone],
            ColdConnections,
            options.Rounds,
            ct
        );
    }

    /// <returns>Hot traffic while a story is published each second, compared with the same without.</returns>
    public async Task<IReadOnlyList<Outcome>> PublishingAsync(CancellationToken cancellationToken)
    {
        const string Name = "hot traffic while publishing";
        if (!options.Wants(Name))
            return [];
        var load = new Load([.. all.HotCases.Take(3).Select(hot => hot.Service.Paths[0])]);
        await PublishingDesk.WarmUpAsync(all.Service.Address, all.Key, cancellationToken);
        await wrk.WarmUpAsync(all.Service.Address, load, HotWarmUp, cancellationToken);
        return await Rounds.RunAsync(
            Name,
            [PublishingEntry("a story published each second", load), Entry(all.Service, load) with { Name = "none" }],
            options.Connections[0],
            options.Rounds,
            cancellationToken
        );
    }

    private static async Task<IReadOnlyList<Sample>> SamplesAsync(
        (Contestant Server, Load Load)[] asked,
        CancellationToken cancellationToken
    )
    {
        var samples = new List<Sample>();
        foreach (var (server, load) in asked)
            samples.Add(await Sample.TakeAsync(server.Address, load, cancellationToken));
        return samples;
    }

    private Entry Entry(Contestant server, Load load) =>
        new(server.Name, (connections, ct) => _meter.AskAsync(server, load, connections, ct));

    private Entry PublishingEntry(string name, Load load) =>
        new(
            name,
            async (connections, ct) =>
            {
                await using var desk = PublishingDesk.Open(all.Service.Address, all.Key);
                return await _meter.AskAsync(all.Service, load, connections, ct);
            }
        );
}
