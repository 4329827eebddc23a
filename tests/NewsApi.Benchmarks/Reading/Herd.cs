using NewsApi.Benchmarks.Scale;

namespace NewsApi.Benchmarks.Reading;

/// <summary>What happens when many ask at once for a list that has just changed.</summary>
/// <param name="Failed">Of the requests, those that were refused or not answered.</param>
/// <param name="Statements">How often the statement of the list was run.</param>
/// <param name="Changes">How many stories were published meanwhile.</param>
internal sealed record Herd(long Requests, long Failed, int Statements, int Changes, TimeSpan Longest)
{
    public const string Name = "thundering herd";
    public const int Connections = 256;

    public static async Task<Herd> RunAsync(Contestants all, Wrk wrk, int seconds, CancellationToken cancellationToken)
    {
        var list = new Load([Traffic.SectionList(InventedStory.Sections[0])]);
        var question = new Question(list.Paths[0]);
        await wrk.WarmUpAsync(all.Service.Address, list, seconds: 1, cancellationToken);
        using var uncached = new HttpClient { BaseAddress = all.Uncached.Address };
        // Names are known then, and the list's own statement is the last.
        await question.AskAsync(uncached, cancellationToken);
        await using var log = await StatementLog.StartAsync(all.Database, cancellationToken);
        WrkRun? run = null;
        var changes = 0;
        var statements = await log.CountAsync(
            () => question.AskAsync(uncached, cancellationToken),
            async () =>
            {
                var desk = PublishingDesk.Open(all.Service.Address, all.Key);
                await using (desk)
                    run = await wrk.RunAsync(
                        all.Service.Address,
                        list with
                        {
                            MayFail = true,
                        },
                        Connections,
                        seconds,
                        cancellationToken
                    );
                changes = desk.Published;
            },
            cancellationToken
        );
        return new(run!.Requests, run.Failed + run.Socket, statements, changes, TimeSpan.FromMicroseconds(run.Max));
    }
}
