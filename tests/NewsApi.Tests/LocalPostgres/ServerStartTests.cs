using NewsApi.LocalPostgres;
using Xunit;

namespace NewsApi.Tests.LocalPostgres;

public sealed class ServerStartTests : ServerTests
{
    [PostgresFact]
    public async Task A_throw_away_server_answers_and_leaves_nothing_behind()
    {
        string folder;
        await using (var server = await StartAsync(new()))
        {
            folder = server.DataFolder;
            Assert.Equal("UTF8", await AskAsync(server, "show server_encoding"));
            Assert.Equal("postgres", await AskAsync(server, "select current_user"));
            Assert.Equal("", await AskAsync(server, "show listen_addresses"));
            Assert.Equal("UTC", await AskAsync(server, "show timezone"));
            Assert.Equal("off", await AskAsync(server, "show fsync"));
            Assert.StartsWith(server.Version, await AskAsync(server, "show server_version"), StringComparison.Ordinal);
            Assert.Equal(UserFolders.Private, new DirectoryInfo(server.SocketFolder).UnixFileMode);
        }
        Assert.False(Directory.Exists(folder));
    }

    [PostgresFact]
    public async Task Data_stays_from_run_to_run_and_is_synced()
    {
        await using (var server = await StartAsync(Kept))
        {
            Assert.Equal("on", await AskAsync(server, "show fsync"));
            await RememberAsync(server.ConnectionString, "a story");
        }
        await using (var server = await StartAsync(Kept))
            Assert.Equal("a story", await AskAsync(server, "select word from memory"));
    }

    [PostgresFact]
    public async Task A_fresh_start_forgets_the_data()
    {
        await using (var server = await StartAsync(Kept))
            await RememberAsync(server.ConnectionString, "a story");
        await using (var server = await StartAsync(Kept with { Fresh = true }))
            Assert.Equal("", await AskAsync(server, "select to_regclass('memory')::text"));
    }

    [PostgresFact]
    public async Task A_folder_that_was_not_made_here_is_left_alone_even_by_a_fresh_start()
    {
        var strange = Path.Combine(Folder.Make("postgres", "data"), "thesis.txt");
        await File.WriteAllTextAsync(strange, "five years of work");

        var fault = await FaultAsync(Kept with { Fresh = true });

        Assert.Contains(Folder.Of("postgres"), fault, StringComparison.Ordinal);
        Assert.Contains("was not made by News API", fault, StringComparison.Ordinal);
        Assert.Equal("five years of work", await File.ReadAllTextAsync(strange));
    }

    [PostgresFact]
    public async Task A_folder_is_held_by_one_process_at_a_time()
    {
        await using (await StartAsync(Kept))
        {
            var fault = await FaultAsync(Kept);
            Assert.Contains(
                $"Another process already runs the database in {Kept.DataFolder}",
                fault,
                StringComparison.Ordinal
            );
            Assert.Contains("LocalPostgres:DataFolder", fault, StringComparison.Ordinal);
        }
        await using (await StartAsync(Kept)) { }
    }

    [PostgresFact]
    public async Task An_initdb_that_was_killed_halfway_leaves_nothing_half_made()
    {
        var real = await PostgresBinaries.FindAsync(new(), null, CancellationToken.None);
        var broken = Folder.Make("broken");
        File.CreateSymbolicLink(Path.Combine(broken, "pg_ctl"), Path.Combine(real.Folder, "pg_ctl"));
        File.CreateSymbolicLink(Path.Combine(broken, "postgres"), Path.Combine(real.Folder, "postgres"));
        // initdb -D FOLDER …, which takes the supervisor along.
        const string Halfway = """mkdir "$2" && echo 15 >"$2/PG_VERSION" && kill -9 $PPID""";
        await TestFolder.WriteProgramAsync(Path.Combine(broken, "initdb"), Halfway);

        await FaultAsync(Kept with { Binaries = broken });

        Assert.True(Directory.Exists(Folder.Of("postgres", "data.new")));
        Assert.False(Directory.Exists(Folder.Of("postgres", "data")));
        await using var server = await StartAsync(Kept);
        Assert.Equal("1", await AskAsync(server, "select 1::text"));
        Assert.False(Directory.Exists(Folder.Of("postgres", "data.new")));
    }

    [PostgresFact]
    public async Task What_initdb_complains_about_is_passed_on()
    {
        var broken = await Folder.MakeBinariesAsync("broken", "15.1");
        await TestFolder.WriteProgramAsync(Path.Combine(broken, "initdb"), "echo 'the stars are wrong' >&2; exit 1");

        var fault = await FaultAsync(Kept with { Binaries = broken });

        Assert.Contains("initdb could not make a database", fault, StringComparison.Ordinal);
        Assert.Contains("the stars are wrong", fault, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_server_that_does_not_start_is_explained_by_its_log()
    {
        await using (await StartAsync(Kept)) { }
        await File.AppendAllTextAsync(Folder.Of("postgres", "data", "postgresql.conf"), "\nnonsense\n");

        var fault = await FaultAsync(Kept);

        Assert.Contains("did not start", fault, StringComparison.Ordinal);
        Assert.Contains("syntax error in file", fault, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_start_that_is_called_off_leaves_a_folder_that_can_be_used()
    {
        using var impatience = new CancellationTokenSource();
        var messages = new Messages(message =>
        {
            if (message.StartsWith("Creating", StringComparison.Ordinal))
                impatience.Cancel();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            LocalPostgresServer.StartAsync(Kept, messages, impatience.Token)
        );

        await using var server = await StartAsync(Kept);
        Assert.Equal("1", await AskAsync(server, "select 1::text"));
    }

    [PostgresFact]
    public async Task A_start_that_takes_too_long_says_so()
    {
        var fault = await FaultAsync(Kept with { StartTimeout = TimeSpan.FromMilliseconds(50) });
        Assert.Contains("did not start within 0.05 s", fault, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_folder_may_have_a_name_that_no_socket_could_be_under()
    {
        var odd = Kept with { DataFolder = Folder.Of("it's, 50 % née; " + new string('x', 80)) };
        string sockets;
        await using (var server = await StartAsync(odd))
        {
            sockets = server.SocketFolder;
            Assert.Equal("1", await AskAsync(server, "select 1::text"));
        }
        Assert.False(Directory.Exists(sockets));
    }

    [PostgresFact]
    public async Task A_folder_name_that_pg_ctl_would_misread_is_refused()
    {
        var fault = await FaultAsync(Kept with { DataFolder = Folder.Of("$(date)") });
        Assert.Contains("character in its name", fault, StringComparison.Ordinal);
    }

    [OrdinaryUserFact]
    public async Task A_folder_of_another_user_is_refused()
    {
        const string NobodyWeKnow = "54321";
        var strange = Folder.Make("postgres");
        await File.WriteAllTextAsync(Path.Combine(strange, ".newsapi-postgres"), "");
        await ServerAccount.GiveAsync(NobodyWeKnow, [strange], CancellationToken.None);

        var fault = await FaultAsync(Kept);

        Assert.Contains(strange, fault, StringComparison.Ordinal);
        Assert.Contains("LocalPostgres:DataFolder", fault, StringComparison.Ordinal);
    }
}
