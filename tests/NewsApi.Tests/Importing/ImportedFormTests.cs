using System.Text;
using System.Text.Json.Nodes;
using NewsApi.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Importing;

/// <summary>The form of an imported file: how lines end, what lines may hold, and that a bad one spoils no other.</summary>
[Collection(ImportingCollection.Name)]
public sealed class ImportedFormTests(NewsroomFixture fixture) : IAsyncLifetime
{
    private static readonly string One = Wire.Draft("One", ("externalId", "1")).ToJsonString();
    private static readonly string Two = Wire.Draft("Two", ("externalId", "2")).ToJsonString();

    private Newsroom _newsroom = null!;
    private Wire _wire = null!;

    public async Task InitializeAsync()
    {
        _newsroom = await fixture.StartAsync();
        await new Editor(_newsroom).AddSectionAsync("news");
        _wire = await Wire.OpenAsync(_newsroom);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\n\n \t\r\n")]
    public async Task Lines_end_as_they_do_anywhere_and_empty_ones_are_left_out(string end)
    {
        foreach (var atEnd in new[] { end, "" })
        {
            var import = await _wire.ImportBytesAsync(Encoding.UTF8.GetBytes($"{One}{end}{Two}{atEnd}"));

            Assert.Equal(2, import.Summary["lines"]!.GetValue<int>());
            Assert.Equal(1 + end.Count(c => c == '\n'), import.Results[1]["line"]!.GetValue<int>());
            Assert.Equal(0, import.Summary["failed"]!.GetValue<int>());
        }
    }

    [Fact]
    public async Task A_byte_order_mark_is_passed_over()
    {
        byte[] body = [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes($"{Wire.Draft().ToJsonString()}\n")];
        var marked = await _wire.ImportBytesAsync(body);
        var plain = await _wire.ImportBytesAsync(body[3..]);

        Assert.Equal(["created"], marked.Statuses);
        Assert.Equal(["unchanged"], plain.Statuses);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("{\"end\":{\"articles\":0,\"after\":7}}\n")]
    public async Task Nothing_in_it_is_no_fault(string body)
    {
        var import = await _wire.ImportBytesAsync(Encoding.UTF8.GetBytes(body));

        Assert.Empty(import.Results);
        Assert.Equal(
            """{"lines":0,"created":0,"updated":0,"unchanged":0,"failed":0,"after":0}""",
            import.Summary.ToJsonString()
        );
    }

    [Theory]
    [InlineData("{", ": Not valid JSON (of up to 64 levels) at byte 1.")]
    [InlineData("[]", ": Must be an object.")]
    [InlineData("null", ": Must be an object.")]
    [InlineData("{}", "/language: This member is required.", "/section: This member is required.")]
    [InlineData(
        "{\"language\":\"en\",\"section\":\"news\",\"hedline\":\"x\"}",
        "/hedline: There is no member of this name. Did you mean 'headline'?"
    )]
    [InlineData(
        "{\"language\":\"en\",\"section\":\"news\",\"state\":\"draft\"}",
        "/state: There is no member of this name."
    )]
    [InlineData(
        "{\"language\":\"en\",\"section\":\"news\",\"externalId\":\"\"}",
        "/externalId: Must be one line of 1 to 500 characters."
    )]
    [InlineData(
        "{\"language\":\"en\",\"section\":\"news\",\"headline\":\"a\\u0000b\"}",
        "/headline: Has a control character; of these only tabs and line breaks may stand in a text."
    )]
    [InlineData(
        "{\"language\":\"en\",\"section\":\"news\",\"headline\":\"\\ud800\"}",
        "/headline: Not valid Unicode: it has half of a surrogate pair."
    )]
    [InlineData(
        "{\"language\":\"en\",\"section\":\"news\",\"formerSlugs\":[\"a b\"]}",
        "/formerSlugs/0: Must be a slug: lower-case letters, digits, single hyphens."
    )]
    [InlineData(
        "{\"kind\":\"section\",\"slug\":\"a b\",\"titel\":\"x\"}",
        "/titel: There is no member of this name. Did you mean 'title'?",
        "/title: This member is required."
    )]
    [InlineData("{\"kind\":1}", "/kind: Must be section or tag; a line that holds a story has no kind.")]
    [InlineData("{\"kind\":\"\\ud800\"}", "/kind: Must be section or tag; a line that holds a story has no kind.")]
    [InlineData("{\"\\ud800\":1}", ": Has a member whose name is not valid Unicode.")]
    [InlineData("{\"uri\":\"x\",\"bodies\":[{\"\\udfff\":1}]}", ": Has a member whose name is not valid Unicode.")]
    [InlineData("{\"language\":\"en\\n\",\"section\":\"news\"}", "/language: Must be a language such as en or pt-BR.")]
    [InlineData(
        "{\"language\":\"en\",\"section\":\"news\",\"corrections\":[{\"kind\":\"correction\",\"text\":\"x\"}]}",
        "/corrections/0/at: This member is required."
    )]
    [InlineData(
        "{\"kind\":\"tag\",\"id\":\"topic/x\",\"title\":\"two\\u2028lines\"}",
        "/title: Must be one line of 1 to 500 characters."
    )]
    public async Task A_faulty_line_tells_all_its_faults_and_spoils_no_other(string line, params string[] faults)
    {
        var import = await _wire.ImportBytesAsync(Encoding.UTF8.GetBytes($"{One}\n{line}\n{Two}\n"));

        Assert.Equal(["created", "failed", "created"], import.Statuses);
        Assert.Equal(faults, import.Faults(1));
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF_8_fail_their_line()
    {
        byte[] body =
        [
            .. Encoding.UTF8.GetBytes($"{One}\n"),
            .. Encoding.Latin1.GetBytes("{\"headline\":\"été\"}\n"),
            .. Encoding.UTF8.GetBytes(Two),
        ];
        var import = await _wire.ImportBytesAsync(body);

        Assert.Equal(["created", "failed", "created"], import.Statuses);
        Assert.Equal([": The line is not valid UTF-8."], import.Faults(1));
    }

    [Fact]
    public async Task A_line_may_have_a_MiB_and_the_body_any_number()
    {
        var paragraph = new JsonObject { ["type"] = "paragraph", ["html"] = new string('x', 19_000) };
        var blocks = new JsonArray([.. Enumerable.Range(0, 54).Select(_ => paragraph.DeepClone())]);
        var longest = Wire.Draft("Long", ("externalId", "3"), ("body", blocks)).ToJsonString();
        longest += new string(' ', RequestLimits.MaxBodyLength - longest.Length);
        var import = await _wire.ImportBytesAsync(
            Encoding.UTF8.GetBytes($"{One}\n{longest[..^1]}}}\n x{longest}\n{Two}")
        );

        Assert.Equal(["created", "failed", "failed", "created"], import.Statuses);
        Assert.Equal([$": A line may have {RequestLimits.MaxBodyLength} bytes; this one has more."], import.Faults(2));
        Assert.Equal(["created"], (await _wire.ImportBytesAsync(Encoding.UTF8.GetBytes(longest))).Statuses);
    }

    [Fact]
    public async Task Gzip_is_unpacked_and_damage_breaks_it_off_after_what_is_done()
    {
        var lines = string.Concat(
            Enumerable
                .Range(0, 2000)
                .Select(i => Wire.Draft($"Story {i}", ("externalId", $"{i}"), ("standfirst", $"{Guid.NewGuid()}")))
                .Select(story => story.ToJsonString() + "\n")
        );
        var whole = await _wire.ImportBytesAsync(Encoding.UTF8.GetBytes(lines), "?dryRun=true", gzip: true);
        Assert.Equal(2000, whole.Summary["created"]!.GetValue<int>());

        var packed = Wire.Gzip(Encoding.UTF8.GetBytes(lines));
        foreach (var (bad, isCut) in new[] { (packed[..(packed.Length / 2)], true), (Flipped(packed), false) })
        {
            using var content = new ByteArrayContent(bad);
            content.Headers.ContentType = new("application/x-ndjson");
            content.Headers.ContentEncoding.Add("gzip");
            using var response = await _wire.Client.PostAsync("/v1/editorial/imports", content);
            var damaged = ImportedLines.Read(await response.Content.ReadAsStringAsync());

            Assert.Equal("/problems/bad-request", damaged.End["problem"]!.Text("type"));
            Assert.InRange(damaged.Results.Count, 1, 1999);
            // A flipped bit may also make other lines of some, before anybody can see that it was flipped.
            if (isCut)
                Assert.Equal(damaged.Results.Count, await _wire.CountAsync("editorial.articles"));
        }

        static byte[] Flipped(byte[] bytes)
        {
            byte[] flipped = [.. bytes];
            flipped[bytes.Length / 2] ^= 0x10;
            return flipped;
        }
    }

    [Fact]
    public async Task What_says_to_be_gzip_and_is_not_is_refused()
    {
        using var content = new StringContent(One);
        content.Headers.ContentType = new("application/x-ndjson");
        content.Headers.ContentEncoding.Add("gzip");
        using var response = await _wire.Client.PostAsync("/v1/editorial/imports", content);

        await response.JsonAsync(System.Net.HttpStatusCode.BadRequest);
    }

    public Task DisposeAsync()
    {
        _wire.Dispose();
        return Task.CompletedTask;
    }
}
