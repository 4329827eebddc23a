using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using NewsApi.Articles;
using NewsApi.Http;
using NewsApi.Storage;
using NewsApi.Tests.Http;
using NewsApi.Tests.Importing;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;
using Xunit.Abstractions;

namespace NewsApi.Tests.Failures;

/// <summary>No room is left on the disk of the database; or its keeper lets nobody write any more before it comes to that.</summary>
[Collection(AloneCollection.Name)]
public sealed class FullDiskTests(NewsroomFixture fixture, ITestOutputHelper output)
{
    [MountFact]
    public async Task While_the_data_has_no_room_writing_is_refused_and_reading_goes_on()
    {
        var (server, disk) = await OwnServer.OnSmallDiskAsync(isOfWal: false, megabytes: 96);
        await using var _ = server;
        await using var newsroom = await Newsroom.StartAsync(await OwnServer.MigrateAsync(server.Owner));
        await using var traffic = await Traffic.StartAsync(newsroom, TimeSpan.FromSeconds(3));
        var editor = await EditorClient.StartAsync(newsroom);

        await disk.FillAsync();
        await UntilRefusedAsync(editor);
        var read = await traffic.UntilReadAnewAsync();
        await Task.Delay(Traffic.Duration / 2);
        await UntilRefusedAsync(editor);

        disk.Free();
        await traffic.GoOnAsync(confirmations: 10);
        await traffic.EndAsync();
        output.WriteLine($"With the disk full something was read anew in {read.TotalMilliseconds:0} ms.");
        output.WriteLine(traffic.Summary);
    }

    /// <summary>Without room for that, PostgreSQL stops by itself, and has to be started once there is some.</summary>
    [MountFact]
    public async Task While_the_log_of_writes_has_no_room_what_is_kept_goes_on()
    {
        var (server, disk) = await OwnServer.OnSmallDiskAsync(isOfWal: true, megabytes: 24);
        await using var _ = server;
        await using var newsroom = await Newsroom.StartAsync(await OwnServer.MigrateAsync(server.Owner));
        await using var traffic = await Traffic.StartAsync(newsroom, TimeSpan.FromSeconds(3));
        var editor = await EditorClient.StartAsync(newsroom);

        await disk.FillAsync();
        await UntilRefusedAsync(editor);
        await Task.Delay(Traffic.Duration / 2);

        disk.Free();
        var clock = Stopwatch.StartNew();
        while (!await server.AnswersAsync())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), "PostgreSQL does not come back.");
            await server.RestartIfStoppedAsync();
            await Task.Delay(50);
        }
        await traffic.UntilReadAnewAsync();
        var read = clock.Elapsed;
        await traffic.GoOnAsync(confirmations: 10);
        await traffic.EndAsync();
        output.WriteLine($"Something was read anew {read.TotalMilliseconds:0} ms after there was room again.");
        output.WriteLine(traffic.Summary);
    }

    /// <summary>As managed servers do when their disk is nearly full: what was answered was a fault of this service.</summary>
    [Fact]
    public async Task While_the_database_takes_no_writes_they_are_refused_for_now()
    {
        var newsroom = await fixture.StartAsync();
        await using var traffic = await Traffic.StartAsync(newsroom, TimeSpan.FromSeconds(3));
        using var wire = await Wire.OpenAsync(newsroom);
        await SetAsync(newsroom, "on");
        while (traffic.Refusals == 0)
            await traffic.UntilReadAnewAsync();
        using (var import = await wire.SendImportAsync(Encoding.UTF8.GetBytes(Wire.Draft().ToJsonString())))
            await import.ProblemAsync(ProblemType.Unavailable);
        await Task.Delay(500);

        await SetAsync(newsroom, "off");
        await traffic.GoOnAsync(confirmations: 10);
        await traffic.EndAsync();
        output.WriteLine(traffic.Summary);
    }

    private static async Task SetAsync(Newsroom newsroom, string isReadOnly)
    {
        await using var owner = new NpgsqlConnection(newsroom.Connections.Owner);
        var database = new NpgsqlConnectionStringBuilder(newsroom.Connections.Owner).Database;
        // Not of the database: the owner would not be able to take it back without further ado.
        await owner.ExecuteAsync(
            $"alter role {Roles.Editorial} in database {database} set default_transaction_read_only = {isReadOnly}"
        );
        await owner.ExecuteAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = @role",
            new { role = Roles.Editorial }
        );
    }

    /// <summary>Saves drafts that no room could be found for, until that is so.</summary>
    private static async Task UntilRefusedAsync(EditorClient editor)
    {
        var clock = Stopwatch.StartNew();
        for (var number = 0; ; number++)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), "There is still room.");
            var draft = Editor.Draft($"large-{Guid.NewGuid():N}") with
            {
                // Of which nothing can be saved by compression.
                Body =
                [
                    .. Enumerable
                        .Range(0, 8)
                        .Select(_ => new ParagraphBlock
                        {
                            Html = Convert.ToHexString(RandomNumberGenerator.GetBytes(10_000)),
                        }),
                ],
            };
            using var response = await editor.SendAsync(HttpMethod.Post, EditorClient.Stories, draft);
            if (response.StatusCode == HttpStatusCode.Created)
                continue;
            await response.ProblemAsync(ProblemType.Unavailable);
            Assert.NotNull(response.Headers.RetryAfter);
            return;
        }
    }
}
