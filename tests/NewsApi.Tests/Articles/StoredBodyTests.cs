using System.Text.Json;
using Dapper;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Articles;

/// <summary>Bodies go out as they are stored, so they must be stored as they are to go out.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class StoredBodyTests(NewsroomFixture fixture)
{
    [Fact]
    public async Task What_is_stored_is_what_would_be_written()
    {
        await using var connection = new NpgsqlConnection(fixture.Sample.Connections.Delivery);
        var bodies = (await connection.QueryAsync<string>("select body from delivery.articles")).AsList();

        Assert.True(bodies.Count > 50);
        foreach (var stored in bodies)
        {
            var blocks = JsonSerializer.Deserialize(stored, NewsJsonContext.Wire.IReadOnlyListBlock)!;
            Assert.Equal(JsonSerializer.Serialize(blocks, NewsJsonContext.Wire.IReadOnlyListBlock), stored);
        }
    }
}
