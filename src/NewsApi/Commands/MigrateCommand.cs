using NewsApi.Editorial;
using NewsApi.Http;
using NewsApi.Storage;

namespace NewsApi.Commands;

/// <summary>Migrates the configured database, and loads the sample newsroom into an empty one if told to.</summary>
internal static class MigrateCommand
{
    public static async Task<int> RunAsync(string[] args, bool sample, CancellationToken cancellationToken)
    {
        var builder = CommandLine.CreateBuilder(args);
        var connections = DatabaseConnections.FromConfiguration(builder.Configuration) is { Owner: not null } configured
            ? configured
            : throw new ConfigurationException(
                "ConnectionStrings:Owner",
                "is missing: the connection string of the role that owns the database."
            );
        await using var app = Program.Build(builder, connections);
        var applied = await Migrations.ApplyAsync(connections, app.Logger, cancellationToken);
        if (applied.Count > 0)
            Console.WriteLine($"Applied {string.Join(", ", applied)}.");
        else if (!sample)
            Console.WriteLine("Up to date.");
        var indexed = await app.Services.GetRequiredService<SearchIndex>().FillAsync(cancellationToken);
        if (indexed > 0)
            Console.WriteLine($"Indexed {indexed} stories for search.");
        if (sample)
        {
            var loaded = await app.Services.GetRequiredService<SampleContent>().LoadIntoEmptyAsync(cancellationToken);
            Console.WriteLine(
                loaded == 0 ? "The newsroom is in use; no samples loaded." : $"Loaded {loaded} sample stories."
            );
        }
        return 0;
    }
}
