using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NewsApi.Editorial;
using NewsApi.LocalPostgres;
using NewsApi.Storage;

namespace NewsApi.Benchmarks;

/// <summary>How many SQL statements the requests of one operation run, the fewest and the most.</summary>
/// <param name="Operation">Its name.</param>
/// <param name="First">The first time that a request is made.</param>
/// <param name="Again">Right after, when the service still knows what the names in a filter stand for.</param>
internal sealed record StatementCount(string Operation, (int Fewest, int Most) First, (int Fewest, int Most) Again)
{
    /// <summary>Counts in this process, where the driver tells of each command that it runs and of the request it belongs
    /// to: exact for every single request, whatever else the service does with its database at the time. The driver does not
    /// tell of its <c>DISCARD ALL</c>, which travels with the first statement on a connection from the pool.</summary>
    public static async Task<IReadOnlyList<StatementCount>> OfAllAsync(CancellationToken cancellationToken)
    {
        await using var postgres = await LocalPostgresServer.StartAsync(new(), null, cancellationToken);
        var connections = DatabaseConnections.FromOwner(postgres.ConnectionString);
        await Migrations.ApplyAsync(connections, NullLogger.Instance, cancellationToken);
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = NewsApi.Program.Build(builder, connections, logging => logging.ClearProviders());
        await app.Services.GetRequiredService<SampleContent>().LoadIntoEmptyAsync(cancellationToken);
        await app.StartAsync(cancellationToken);

        using var client = new HttpClient { BaseAddress = new(app.Urls.Single()) };
        var mix = await ReadingMix.ReadAsync(client, cancellationToken);
        var counts = new List<StatementCount>();
        foreach (var operation in mix.Operations)
        {
            var first = new List<int>();
            var again = new List<int>();
            foreach (var question in operation.Questions)
            {
                first.Add(await CountAsync(question, client, cancellationToken));
                again.Add(await CountAsync(question, client, cancellationToken));
            }
            counts.Add(new(operation.Name, (first.Min(), first.Max()), (again.Min(), again.Max())));
        }
        await app.StopAsync(cancellationToken);
        return counts;
    }

    private static async Task<int> CountAsync(Question question, HttpClient client, CancellationToken cancellationToken)
    {
        var count = 0;
        // Its trace goes with the request to the server, and from there to the driver.
        using var activity = new Activity(nameof(CountAsync)).Start();
        using var listener = new ActivityListener
        {
            // Without a listener the server would not take the trace over from the request.
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = command =>
            {
                // Only commands have a text: neither the request itself nor the opening of a connection.
                if (command.TraceId == activity.TraceId && command.GetTagItem("db.query.text") is string)
                    Interlocked.Increment(ref count);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await question.AskAsync(client, cancellationToken);
        return count;
    }
}
