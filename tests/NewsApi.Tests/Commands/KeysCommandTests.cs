using System.Net;
using System.Net.Sockets;
using Dapper;
using NewsApi.Http;
using NewsApi.Tests.Http;
using NewsApi.Tests.Importing;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Commands;

/// <summary><c>newsapi keys</c> as a process of its own, beside a service that is running.</summary>
[Collection(ImportingCollection.Name)]
public sealed class KeysCommandTests(NewsroomFixture fixture) : IAsyncLifetime
{
    private Newsroom _newsroom = null!;

    public async Task InitializeAsync() => _newsroom = await fixture.StartAsync();

    [Fact]
    public async Task A_new_key_goes_to_standard_output_alone_and_works_at_once_until_it_is_revoked()
    {
        var key = await CreateAsync("--name", "wire desk", "--scope", "content:write", "--scope", "content:read");

        var me = await (await MeAsync(key)).JsonAsync(HttpStatusCode.OK);
        Assert.Equal(("wire desk", IdOf(key)), (me.Text("name"), me.Text("keyId")));
        Assert.Equal(
            ["content:write", "content:read"],
            me["scopes"]!.AsArray().Select(scope => scope!.GetValue<string>())
        );

        Assert.Equal((0, "", "Revoked.\n"), await RunAsync("revoke", IdOf(key)));
        await (await MeAsync(key)).ProblemAsync(ProblemType.Unauthorized);
        Assert.Equal((1, "", "There is no valid key of this id.\n"), await RunAsync("revoke", IdOf(key)));
    }

    [Fact]
    public async Task Nobody_can_read_the_secret_again()
    {
        var key = await CreateAsync("--name", "wire desk", "--scope", "content:write");
        var secret = key[^43..];

        var list = await RunAsync("list");

        await using var owner = new NpgsqlConnection(_newsroom.Connections.Owner);
        var stored = string.Join('\n', await owner.QueryAsync<string>("select k::text from editorial.keys k"));
        Assert.Contains(IdOf(key), stored, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(secret)),
            stored,
            StringComparison.Ordinal
        );
        Assert.Equal((0, ""), (list.ExitCode, list.Errors));
        Assert.Contains(IdOf(key), list.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, list.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_has_a_line_for_each_key_the_newest_first()
    {
        var first = await CreateAsync("--name", "first", "--scope", "content:read");
        var second = await CreateAsync("--name", "  second  ", "--scope", "admin", "content:write");
        await RunAsync("revoke", IdOf(first));

        var (exit, output, _) = await RunAsync("list");

        Assert.Equal(0, exit);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Collection(
            lines,
            line => Assert.Matches($"^{IdOf(second)} +[0-9-]+ +valid +admin,content:write +second$", line),
            line => Assert.Matches($"^{IdOf(first)} +[0-9-]+ +revoked [0-9-]+ +content:read +first$", line)
        );
    }

    [Fact]
    public async Task A_key_that_is_replaced_goes_on_for_as_long_as_said()
    {
        var key = await CreateAsync(
            "--name",
            "wire desk",
            "--scope",
            "content:write",
            "--expires",
            "2100-01-01T00:00:00Z"
        );

        var (exit, output, errors) = await RunAsync("rotate", IdOf(key), "--overlap-hours", "0");
        Assert.True(exit == 0, errors);
        var fresh = output.TrimEnd();

        await (await MeAsync(key)).ProblemAsync(ProblemType.Unauthorized);
        var me = await (await MeAsync(fresh)).JsonAsync(HttpStatusCode.OK);
        Assert.Equal(("wire desk", IdOf(fresh)), (me.Text("name"), me.Text("keyId")));
        Assert.Equal(
            (1, "", "There is no valid key of this id, or it has been replaced already.\n"),
            await RunAsync("rotate", IdOf(key))
        );
        var lines = (await RunAsync("list")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches($"^{IdOf(fresh)} +[0-9-]+ +valid to 2100-01-01 +content:write +wire desk$", lines[0]);
        Assert.Matches($"^{IdOf(key)} +[0-9-]+ +expired [0-9-]+ +content:write +wire desk$", lines[1]);
    }

    [Fact]
    public async Task A_key_may_open_a_part_and_have_a_plan()
    {
        var key = await CreateAsync(
            "--name",
            "archive",
            "--scope",
            "content:read",
            "--type",
            "article|analysis",
            "--delay-days",
            "7",
            "--syndicatable-only",
            "--plan",
            "developer"
        );

        var me = await (await MeAsync(key)).JsonAsync(HttpStatusCode.OK);

        Assert.Equal("developer", me.Text("plan"));
        Assert.Equal(
            "Of what is public, the stories with type article|analysis, as far as others may publish them, from 7 days after "
                + "their first publication on.",
            me.Text("mayRead")
        );
    }

    [Theory]
    [InlineData("--section", "nowhere")]
    [InlineData("--tag", "topic/nothing")]
    [InlineData("--type", "novel")]
    [InlineData("--language", "english")]
    [InlineData("--delay-days", "0")]
    [InlineData("--delay-days", "many")]
    [InlineData("--plan", "golden")]
    public async Task A_part_that_is_none_is_refused_and_makes_no_key(string option, string value)
    {
        var (exit, output, errors) = await RunAsync(
            "create",
            "--name",
            "archive",
            "--scope",
            "content:read",
            option,
            value
        );

        Assert.Equal(1, exit);
        Assert.DoesNotMatch("newsapi_[a-z0-9]{12}_", output);
        Assert.Contains(value == "golden" ? value : option, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.Equal((0, ""), await CountAsync());
    }

    [Theory]
    [InlineData("create", "--name", "desk", "--scope", "admin", "--expires", "2020-01-01T00:00:00Z")]
    [InlineData("create", "--name", "desk", "--scope", "admin", "--expires", "soon")]
    [InlineData("rotate", "k3v9q1x7m2ab", "--overlap-hours", "-1")]
    [InlineData("rotate", "k3v9q1x7m2ab", "--overlap-hours", "745")]
    [InlineData("rotate")]
    public async Task What_can_not_be_is_refused_and_makes_no_key(params string[] arguments)
    {
        var (exit, output, errors) = await RunAsync(arguments);

        Assert.Equal(1, exit);
        Assert.DoesNotMatch("newsapi_[a-z0-9]{12}_", output);
        Assert.Matches("--expires|--overlap-hours|[Rr]equired argument", errors);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.Equal((0, ""), await CountAsync());
    }

    [Theory]
    [InlineData("--name", "desk", "--scope", "content:delete")]
    [InlineData("--name", "desk", "--scope", "Admin")]
    [InlineData("--name", "desk", "--scope", "")]
    [InlineData("--name", "desk")]
    [InlineData("--scope", "admin")]
    [InlineData("--name", "", "--scope", "admin")]
    [InlineData("--name", "   ", "--scope", "admin")]
    [InlineData("--name", "two\nlines", "--scope", "admin")]
    [InlineData("--name", "two\u2028lines", "--scope", "admin")]
    [InlineData("--name", "101", "--scope", "admin")]
    public async Task A_bad_name_or_scope_is_refused_and_makes_no_key(params string[] arguments)
    {
        var longest = arguments.Select(argument => argument == "101" ? new string('a', 101) : argument);

        var (exit, output, errors) = await RunAsync(["create", .. longest]);

        Assert.Equal(1, exit);
        Assert.DoesNotContain("newsapi_", output, StringComparison.Ordinal);
        Assert.Matches("--(name|scope)|content:read", errors);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("violates", errors, StringComparison.Ordinal);
        Assert.Equal((0, ""), await CountAsync());
    }

    [Theory]
    [InlineData("nosuchkey123")]
    [InlineData("")]
    [InlineData("'; drop table editorial.keys; --")]
    public async Task Revoking_what_is_no_key_fails_and_says_so(string id)
    {
        Assert.Equal((1, "", "There is no valid key of this id.\n"), await RunAsync("revoke", id));
    }

    [Theory]
    [InlineData("create", "--name", "desk", "--scope", "admin")]
    [InlineData("list")]
    [InlineData("revoke", "nosuchkey123")]
    public async Task A_database_out_of_reach_is_told_in_words(params string[] arguments)
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var port = ((IPEndPoint)nobody.LocalEndpoint).Port;
        nobody.Stop();
        var away = new NpgsqlConnectionStringBuilder(_newsroom.Connections.Owner) { Host = "127.0.0.1", Port = port };

        var (exit, output, errors) = await NewsApiProcess.RunAsync(
            _newsroom.Connections with
            {
                Owner = away.ConnectionString,
            },
            ["keys", .. arguments]
        );

        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith("newsapi: ", errors, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{port}", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        if (away.Password is { Length: > 0 } password)
            Assert.DoesNotContain(password, errors, StringComparison.Ordinal);
    }

    private async Task<string> CreateAsync(params string[] arguments)
    {
        var (exit, output, errors) = await RunAsync(["create", .. arguments]);
        Assert.True(exit == 0, errors);
        Assert.Matches(@"\Anewsapi_[a-z0-9]{12}_[A-Za-z0-9_-]{43}\n\z", output);
        var key = output.TrimEnd();
        Assert.Equal($"The key {IdOf(key)}. It is shown this once; keep it safe.\n", errors);
        return key;
    }

    private static string IdOf(string key) => key.Split('_')[1];

    private async Task<(int Exit, string Output)> CountAsync()
    {
        var (exit, output, _) = await RunAsync("list");
        return (exit, output);
    }

    private Task<HttpResponseMessage> MeAsync(string key) => _newsroom.GetAsync("/v1/me", ("X-Api-Key", key));

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) =>
        NewsApiProcess.RunAsync(_newsroom.Connections, ["keys", .. arguments]);

    public Task DisposeAsync() => Task.CompletedTask;
}
