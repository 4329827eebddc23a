using NewsApi.Commands;
using NewsApi.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Commands;

[Collection(ImportingCollection.Name)]
public sealed class HealthCommandTests(NewsroomFixture fixture)
{
    [Fact]
    public async Task A_ready_service_is_a_success() =>
        Assert.Equal(
            0,
            await HealthCommand.RunAsync([], fixture.Sample.BaseAddress.ToString(), CancellationToken.None)
        );

    [Fact]
    public async Task A_service_without_its_database_is_a_failure()
    {
        const string Away = "Host=127.0.0.1;Port=1;Timeout=1";
        await using var newsroom = await Newsroom.StartAsync(new(null, Away, Away));

        Assert.Equal(1, await HealthCommand.RunAsync([], newsroom.BaseAddress.ToString(), CancellationToken.None));
    }

    [Fact]
    public async Task Where_nothing_listens_it_fails() =>
        Assert.Equal(1, await HealthCommand.RunAsync(["--urls=http://localhost:1"], null, CancellationToken.None));

    [Fact]
    public async Task What_is_no_address_is_refused() =>
        await Assert.ThrowsAsync<ConfigurationException>(() =>
            HealthCommand.RunAsync([], "localhost", CancellationToken.None)
        );
}
