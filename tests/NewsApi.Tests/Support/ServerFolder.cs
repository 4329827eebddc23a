using Npgsql;

namespace NewsApi.Tests.Support;

/// <summary>A folder with PostgreSQL servers on the loopback interface, made by PostgreSQL's own programs: for tests that kill
/// servers, which the one that all tests share must not be.</summary>
internal sealed class ServerFolder : IAsyncDisposable
{
    private const string Password = "secret";

    /// <summary>What a process is a child of stands in its status; not every machine has a program that says so. The server is
    /// held first, so that it has no more children meanwhile. Its lock goes, since where nobody buries the dead it would be taken
    /// to be alive.</summary>
    private const string Functions = """
        kill9() {
          local postmaster=$(head -n 1 $D/$1/postmaster.pid)
          kill -STOP $postmaster
          local all="$postmaster $(grep -sl "^PPid:[[:space:]]*$postmaster$" /proc/[0-9]*/status | cut -d / -f 3)"
          kill -9 $all
          for process in $all; do
            while grep -sq '^State:[[:space:]]*[^ZX]' /proc/$process/status; do sleep 0.01; done
          done
          rm $D/$1/postmaster.pid
        }
        """;

    private readonly string _folder = Path.Combine("/var/tmp", "newsapi-servers-" + Guid.NewGuid().ToString("N")[..8]);

    /// <summary>Where a server's data is.</summary>
    public string PathOf(string server) => Path.Combine(_folder, server);

    public Task CreateAsync() => RunAsync("install -d -m 700 $D $D/run");

    /// <summary>Makes a server, which does not run yet.</summary>
    /// <param name="server">Its name.</param>
    /// <param name="port">Where it will listen.</param>
    /// <param name="arguments">More for <c>initdb</c>.</param>
    /// <param name="settings">More lines for its configuration.</param>
    public Task InitialiseAsync(string server, int port, string arguments = "", string settings = "") =>
        RunAsync(
            $$"""
            echo {{Password}} > $D/password
            $B/initdb -D $D/{{server}} -U postgres -E UTF8 --locale=C.UTF-8 -A scram-sha-256 --pwfile=$D/password --no-sync {{arguments}}
            cat >> $D/{{server}}/postgresql.conf <<C
            listen_addresses = '127.0.0.1'
            port = {{port}}
            unix_socket_directories = '$D/run'
            wal_level = replica
            hot_standby = on
            fsync = off
            {{settings}}
            C
            """
        );

    /// <summary>Makes a server that follows another one, which runs.</summary>
    public Task CopyAsync(int primaryPort, string server, int port) =>
        RunAsync(
            $"""
            export PGPASSWORD={Password}
            $B/pg_basebackup -h 127.0.0.1 -p {primaryPort} -U postgres -D $D/{server} -X stream -c fast -C -S one -R
            echo "port = {port}" >> $D/{server}/postgresql.conf
            """
        );

    /// <summary>Waits until it takes connections: after a crash, until it has recovered.</summary>
    public Task StartAsync(string server) =>
        RunAsync($"$B/pg_ctl -D $D/{server} -l $D/{server}.log -w start || {{ tail $D/{server}.log; exit 1; }}");

    /// <summary>The same where it may be running still.</summary>
    public Task StartIfStoppedAsync(string server) =>
        RunAsync($"$B/pg_ctl -D $D/{server} status || $B/pg_ctl -D $D/{server} -l $D/{server}.log -w start");

    /// <summary>As if the power were cut, with the disk in order.</summary>
    public Task StopAtOnceAsync(string server) => RunAsync($"$B/pg_ctl -D $D/{server} -m immediate -w stop");

    /// <summary><c>kill -9</c> to the server and all its children.</summary>
    public Task KillAsync(string server) => RunAsync($"kill9 {server}");

    public Task PromoteAsync(string server) => RunAsync($"$B/pg_ctl -D $D/{server} -w promote");

    public static string ConnectionString(string host, string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = host,
            Username = "postgres",
            Password = Password,
            Database = database,
            MaxPoolSize = 20,
        }.ConnectionString;

    public Task StopAllAsync() =>
        RunAsync(
            """
            for pid in $D/*/postmaster.pid; do
              [ ! -e $pid ] || $B/pg_ctl -D $(dirname $pid) -m immediate -w stop || true
            done
            """
        );

    public async ValueTask DisposeAsync()
    {
        await StopAllAsync();
        await RunAsync("rm -rf $D");
    }

    /// <summary>PostgreSQL refuses to be run by root.</summary>
    private Task RunAsync(string script)
    {
        string[] asPostgres =
            Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : [];
        // The servers go on when the shell has ended, and must not hold on to its output.
        var whole =
            $"set -e; B=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1); [ -n \"$B\" ] || B=$(dirname $(readlink -f $(command -v pg_basebackup))); D={_folder}; export LC_ALL=C.UTF-8; cd /\n{Functions}\n{{\n{script}\n}} > {_folder}.log 2>&1 || {{ cat {_folder}.log; exit 1; }}\nrm {_folder}.log";
        string[] command = [.. asPostgres, "bash", "-c", whole];
        return Tool.RunAsync(command[0], command[1..]);
    }
}
