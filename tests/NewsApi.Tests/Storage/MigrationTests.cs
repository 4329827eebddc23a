using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using NewsApi.Http;
using NewsApi.Storage;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Storage;

[Collection(NewsroomCollection.Name)]
public sealed class MigrationTests(NewsroomFixture fixture)
{
    [Fact]
    public async Task Instances_that_start_together_apply_each_migration_once()
    {
        var connections = await fixture.Postgres.CreateDatabaseAsync();

        var applied = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ => Migrations.ApplyAsync(connections, NullLogger.Instance, CancellationToken.None))
        );

        Assert.Equal(Migrations.Known, applied.SelectMany(names => names).Order(StringComparer.Ordinal));
        await using var connection = new NpgsqlConnection(connections.Delivery);
        var recorded = await connection.QueryAsync<string>(
            "select scriptname from delivery.schema_versions order by 1"
        );
        Assert.Equal(Migrations.Known, recorded);
    }

    [Fact]
    public async Task A_migrated_database_is_left_as_it_is()
    {
        Assert.Empty(
            await Migrations.ApplyAsync(fixture.Sample.Connections, NullLogger.Instance, CancellationToken.None)
        );
    }

    [Fact]
    public async Task Without_the_owner_nothing_is_migrated_and_the_message_names_the_key()
    {
        var connections = fixture.Sample.Connections with { Owner = null };

        var fault = await Assert.ThrowsAsync<ConfigurationException>(() =>
            Migrations.ApplyAsync(connections, NullLogger.Instance, CancellationToken.None)
        );

        Assert.Contains("ConnectionStrings:Owner", fault.Message, StringComparison.Ordinal);
    }
}
