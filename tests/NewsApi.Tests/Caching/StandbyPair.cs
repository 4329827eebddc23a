using NewsApi.Tests.Support;

namespace NewsApi.Tests.Caching;

/// <summary>A PostgreSQL server with a hot standby, on the loopback interface.</summary>
internal sealed class StandbyPair : IAsyncDisposable
{
    private const string Password = "secret";

    private readonly string _folder;

    private StandbyPair(string folder, int primary, int standby) =>
        (_folder, Primary, Standby) = (folder, primary, standby);

    /// <summary>Port of the server that is written to.</summary>
    public int Primary { get; }

    public int Standby { get; }

    public static async Task<StandbyPair> StartAsync()
    {
        var pair = new StandbyPair(
            Path.Combine("/var/tmp", "newsapi-standby-" + Guid.NewGuid().ToString("N")[..8]),
            Tool.FreePort(),
            Tool.FreePort()
        );
        await pair.ShellAsync(
            $$"""
            install -d -m 700 $D $D/run
            echo {{Password}} > $D/password
            $B/initdb -D $D/primary -U postgres -E UTF8 --locale=C.UTF-8 -A scram-sha-256 --pwfile=$D/password --no-sync
            cat >> $D/primary/postgresql.conf <<C
            listen_addresses = '127.0.0.1'
            port = {{pair.Primary}}
            unix_socket_directories = '$D/run'
            wal_level = replica
            hot_standby = on
            fsync = off
            C
            $B/pg_ctl -D $D/primary -l $D/primary.log -w start
            export PGPASSWORD={{Password}}
            $B/pg_basebackup -h 127.0.0.1 -p {{pair.Primary}} -U postgres -D $D/standby -X stream -c fast -C -S one -R
            echo "port = {{pair.Standby}}" >> $D/standby/postgresql.conf
            $B/pg_ctl -D $D/standby -l $D/standby.log -w start
            """
        );
        return pair;
    }

    /// <summary>Connection string of the owner, with both hosts.</summary>
    public string Both(string database) =>
        $"Host=127.0.0.1:{Primary},127.0.0.1:{Standby};{Rest(database)};Host Recheck Seconds=1";

    public string ToPrimary(string database) => $"Host=127.0.0.1;Port={Primary};{Rest(database)}";

    public string ToStandby(string database) => $"Host=127.0.0.1;Port={Standby};{Rest(database)}";

    public Task StopPrimaryAsync() => ShellAsync("$B/pg_ctl -D $D/primary -m immediate -w stop");

    public Task PromoteAsync() => ShellAsync("$B/pg_ctl -D $D/standby -w promote");

    public async ValueTask DisposeAsync() =>
        await ShellAsync(
            """
            for server in standby primary; do $B/pg_ctl -D $D/$server -m immediate -w stop || true; done
            rm -rf $D
            """
        );

    private static string Rest(string database) =>
        $"Username=postgres;Password={Password};Database={database};Maximum Pool Size=20";

    /// <summary>PostgreSQL refuses to be run by root.</summary>
    private Task<string> ShellAsync(string script)
    {
        string[] asPostgres =
            Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : [];
        // The servers go on when the shell has ended, and must not hold on to its output.
        var whole =
            $"set -e; B=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1); [ -n \"$B\" ] || B=$(dirname $(readlink -f $(command -v pg_basebackup))); D={_folder}; export LC_ALL=C.UTF-8; cd /\n{{\n{script}\n}} > {_folder}.log 2>&1 || {{ cat {_folder}.log; exit 1; }}";
        string[] command = [.. asPostgres, "bash", "-c", whole];
        return Tool.RunAsync(command[0], command[1..]);
    }
}
