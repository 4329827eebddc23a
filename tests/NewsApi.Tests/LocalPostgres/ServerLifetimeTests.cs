using System.Diagnostics;
using NewsApi.LocalPostgres;
using Xunit;

namespace NewsApi.Tests.LocalPostgres;

public sealed class ServerLifetimeTests : ServerTests
{
    private const string ServerStart = "select pg_postmaster_start_time()::text";

    [OwnedServerFact]
    public async Task A_killed_owner_takes_its_server_along_and_loses_nothing()
    {
        using (var owner = await OwnerProcess.StartAsync(Kept.DataFolder))
        {
            await RememberAsync(owner.ConnectionString, "a story");
            owner.Kill();
            await Eventually.TrueAsync(() => IsAtRest(owner), "the server and its supervisor have ended");
        }
        await using var server = await StartAsync(Kept);
        Assert.Equal("a story", await AskAsync(server, "select word from memory"));
    }

    [OwnedServerFact]
    public async Task A_killed_owner_can_be_followed_at_once()
    {
        using (var owner = await OwnerProcess.StartAsync(Kept.DataFolder))
        {
            await RememberAsync(owner.ConnectionString, "a story");
            owner.Kill();
        }
        await using var server = await StartAsync(Kept);
        Assert.Equal("a story", await AskAsync(server, "select word from memory"));
    }

    [OwnedServerFact]
    public async Task A_killed_owner_of_a_throw_away_server_leaves_nothing_behind()
    {
        using var owner = await OwnerProcess.StartAsync(null);
        Assert.True(Directory.Exists(owner.DataFolder));
        owner.Kill();
        await Eventually.TrueAsync(() => !Directory.Exists(owner.DataFolder), "the folder is gone");
    }

    [OwnedServerFact]
    public async Task Signals_from_the_terminal_leave_the_server_to_its_owner()
    {
        using var owner = await OwnerProcess.StartAsync(Kept.DataFolder);

        await owner.SignalGroupAsync("INT");
        await RememberAsync(owner.ConnectionString, "a story");

        await owner.SignalGroupAsync("QUIT");
        owner.Kill();
        await Eventually.TrueAsync(() => IsAtRest(owner), "the server and its supervisor have ended");
    }

    [OwnedServerFact]
    public async Task A_server_that_outlived_its_supervisor_is_stopped_first()
    {
        string leftOver;
        using (var owner = await OwnerProcess.StartAsync(Kept.DataFolder))
        {
            await RememberAsync(owner.ConnectionString, "a story");
            leftOver = await AskAsync(owner.ConnectionString, ServerStart);
            await owner.SignalGroupAsync("KILL");
            Assert.Equal(leftOver, await AskAsync(owner.ConnectionString, ServerStart));
        }
        await using var server = await StartAsync(Kept);
        Assert.Equal("a story", await AskAsync(server, "select word from memory"));
        Assert.NotEqual(leftOver, await AskAsync(server, ServerStart));
    }

    [OwnedServerFact]
    public async Task A_throw_away_server_that_outlived_its_supervisor_goes_with_the_next_one()
    {
        using var owner = await OwnerProcess.StartAsync(null);
        await owner.SignalGroupAsync("KILL");
        await using (await StartAsync(new()))
            Assert.False(Directory.Exists(owner.DataFolder));
    }

    [PostgresFact]
    public async Task A_program_that_got_the_number_of_a_dead_server_is_let_be()
    {
        await using (await StartAsync(Kept)) { }
        var start = new ProcessStartInfo("sleep", ["600"]) { UseShellExecute = false };
        if (await ServerAccount.ChooseAsync(null, CancellationToken.None) is { } account)
            start.UserName = account;
        using var bystander = Process.Start(start)!;
        try
        {
            await File.WriteAllTextAsync(Folder.Of("postgres", "data", "postmaster.pid"), $"{bystander.Id}\n");
            await using (var server = await StartAsync(Kept))
                Assert.Equal("1", await AskAsync(server, "select 1::text"));
            Assert.False(bystander.HasExited);
        }
        finally
        {
            bystander.Kill();
        }
    }

    [OrdinaryUserFact]
    public async Task What_an_ordinary_user_has_begun_root_goes_on_with()
    {
        var own = Folder.Make("own");
        await ServerAccount.GiveAsync(OrdinaryUserFactAttribute.User, [own], CancellationToken.None);
        var kept = Path.Combine(own, "postgres");
        using (var owner = await OwnerProcess.StartAsync(kept, OrdinaryUserFactAttribute.User))
        {
            await RememberAsync(owner.ConnectionString, "a story");
            owner.Kill();
            await Eventually.TrueAsync(() => IsAtRest(owner), "the server and its supervisor have ended");
        }
        await using var server = await StartAsync(new() { DataFolder = kept });
        Assert.Equal("a story", await AskAsync(server, "select word from memory"));
    }

    private static bool IsAtRest(OwnerProcess owner) =>
        !File.Exists(Path.Combine(owner.DataFolder, "data", "postmaster.pid"))
        && !File.Exists(Path.Combine(owner.DataFolder, "supervisor.pid"));
}
