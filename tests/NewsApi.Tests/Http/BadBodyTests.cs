using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using NewsApi.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Http;

/// <summary>Bodies of <c>POST /v1/articles/batch</c>, the one operation with a body so far.</summary>
public sealed class BadBodyTests(NewsroomFixture fixture) : QuietTests(fixture)
{
    private const string Path = "/v1/articles/batch";
    private const string Good = """{"ids":["how-the-world-mended-the-ozone-layer"]}""";

    /// <summary>Body, one character for each byte, and the JSON pointers of its faults with their sentences.</summary>
    public static TheoryData<string, string[]> Faulty =>
        new()
        {
            { "", ["", "The body is empty; send a JSON object."] },
            { " \r\n", ["", "Not valid JSON (of up to 64 levels) at line 2, byte 0."] },
            { "null", ["", "Must be an object."] },
            { "[]", ["", "Must be an object."] },
            { "[null]", ["", "Must be an object."] },
            { "1", ["", "Must be an object."] },
            { "\"ids\"", ["", "Must be an object."] },
            { "ids=a", ["", "Not valid JSON (of up to 64 levels) at line 1, byte 0."] },
            { "<ids/>", ["", "Not valid JSON (of up to 64 levels) at line 1, byte 0."] },
            { "{", ["", "Not valid JSON (of up to 64 levels) at line 1, byte 1."] },
            { "{\"ids\":[\"a\"]", ["", "Not valid JSON (of up to 64 levels) at line 1, byte 12."] },
            { "{\"ids\":[\"a\"]}{}", ["", "Not valid JSON (of up to 64 levels) at line 1, byte 13."] },
            { "{\"ids\":[\"a\",]}", ["", "Not valid JSON (of up to 64 levels) at line 1, byte 12."] },
            { "{\"ids\":[\"a\"]}//", ["", "Not valid JSON (of up to 64 levels) at line 1, byte 13."] },
            { "{'ids':['a']}", ["", "Not valid JSON (of up to 64 levels) at line 1, byte 1."] },
            { "{\"ids\":[\"a\nb\"]}", ["", "Not valid JSON (of up to 64 levels) at line 1, byte 10."] },
            { "{\"ids\":[NaN]}", ["", "Not valid JSON (of up to 64 levels) at line 1, byte 8."] },
            { "\u00ff\u00fe{\u0000}\u0000", ["", "The body is not valid UTF-8."] },
            { "{\"ids\":[\"\u00ff\"]}", ["", "The body is not valid UTF-8."] },
            { "{\"ids\":[\"\u00ed\u00a0\u0080\"]}", ["", "The body is not valid UTF-8."] },
            { "{}", ["/ids", "This member is required."] },
            { "{\"ids\":null}", ["/ids", "Must not be null."] },
            { "{\"ids\":\"a\"}", ["/ids", "Must be an array."] },
            { "{\"ids\":{\"0\":\"a\"}}", ["/ids", "Must be an array."] },
            { "{\"ids\":1}", ["/ids", "Must be an array."] },
            { "{\"ids\":[]}", ["/ids", "Give 1 to 200 ids, not 0."] },
            { Batch(201), ["/ids", "Give 1 to 200 ids, not 201."] },
            { "{\"ids\":[\"a\"],\"ids\":[\"b\"]}", ["/ids", "Given more than once."] },
            { "{\"ids\":[1]}", ["/ids/0", "Must be a string."] },
            { "{\"ids\":[\"a\",true]}", ["/ids/1", "Must be a string."] },
            { "{\"ids\":[[\"a\"]]}", ["/ids/0", "Must be a string."] },
            { "{\"ids\":[{}]}", ["/ids/0", "Must be a string."] },
            { "{\"ids\":[null]}", ["/ids/0", "Must not be null."] },
            { "{\"ids\":[\"\"]}", ["/ids/0", "Neither an id nor a slug."] },
            { "{\"ids\":[\"a b\"]}", ["/ids/0", "Neither an id nor a slug."] },
            { "{\"ids\":[\"A\"]}", ["/ids/0", "Neither an id nor a slug."] },
            {
                "{\"ids\":[\"\\u0000\"]}",
                ["/ids/0", "Has a control character; of these only tabs and line breaks may stand in a text."]
            },
            { "{\"ids\":[\"a\\n\"]}", ["/ids/0", "Neither an id nor a slug."] },
            { "{\"ids\":[\"';--\"]}", ["/ids/0", "Neither an id nor a slug."] },
            { "{\"ids\":[\"\\u200f\\ufffe\"]}", ["/ids/0", "Neither an id nor a slug."] },
            { "{\"ids\":[\"\\ud800\"]}", ["/ids/0", "Not valid Unicode: it has half of a surrogate pair."] },
            { "{\"ids\":[\"" + new string('a', 10_000) + "\"]}", ["/ids/0", "Neither an id nor a slug."] },
            { "{\"ids\":[\"a\"],\"\":1}", ["/", "There is no member of this name."] },
            { "{\"ids\":[\"a\"],\"a.b/c~d['0']\":1}", ["/a.b~1c~0d['0']", "There is no member of this name."] },
            { "{\"ids\":[\"a\"],\"\\ud800\":1}", ["", "Has a member whose name is not valid Unicode."] },
            { "{\"ids\":[\"a\"],\"x\":" + Nested(62) + "}", ["/x", "There is no member of this name."] },
            { Nested(100), ["", "Not valid JSON (of up to 64 levels) at line 1, byte 64."] },
            {
                // Several at once
                "{\"idz\":[],\"IDS\":null,\"$type\":\"x\"}",
                [
                    "/idz",
                    "There is no member of this name. Did you mean 'ids'?",
                    "/IDS",
                    "There is no member of this name. Did you mean 'ids'?",
                    "/$type",
                    "There is no member of this name.",
                    "/ids",
                    "This member is required.",
                ]
            },
            {
                "{\"ids\":[1,\"a\",2,null],\"x\":0}",
                [
                    "/ids/0",
                    "Must be a string.",
                    "/ids/2",
                    "Must be a string.",
                    "/ids/3",
                    "Must not be null.",
                    "/x",
                    "There is no member of this name.",
                ]
            },
            {
                "{\"ids\":[\"A\",\"a\",\"B\"]}",
                ["/ids/0", "Neither an id nor a slug.", "/ids/2", "Neither an id nor a slug."]
            },
        };

    [Theory]
    [MemberData(nameof(Faulty))]
    public async Task Faults_of_a_body_are_listed_by_JSON_pointer(string body, string[] faults)
    {
        using var response = await PostAsync(Latin1(body));

        var expected = faults.Chunk(2).ToDictionary(fault => fault[0], fault => fault[1], StringComparer.Ordinal);
        var problem = await response.InvalidAsync([.. expected.Keys]);
        Assert.All(expected, fault => Assert.Equal([fault.Value], problem.Messages(fault.Key)));
    }

    [Fact]
    public async Task Faults_of_the_body_and_of_parameters_are_listed_together()
    {
        using var response = await PostAsync(Latin1("""{"idz":1}"""), $"{Path}?fields=nope&bodyFormat=pdf&x=1");

        await response.InvalidAsync("/ids", "/idz", "bodyFormat", "fields", "x");
    }

    [Fact]
    public async Task A_million_faults_make_a_short_answer()
    {
        using var response = await PostAsync(
            Latin1($"{{\"ids\":[{string.Join(',', Enumerable.Repeat("1", 500_000))}]}}")
        );

        var problem = await response.ProblemAsync(ProblemType.InvalidRequest);
        Assert.Equal(Faults.Most, problem.FaultyNames().Count());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("json")]
    [InlineData("text/plain")]
    [InlineData("text/json")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/xml")]
    [InlineData("application/jsonp")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=iso-8859-1")]
    public async Task Any_other_media_type_answers_415(string? mediaType)
    {
        using var response = await PostAsync(Latin1(Good), mediaType: mediaType);

        await AssertWantsJsonAsync(response);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("identity, gzip")]
    public async Task A_content_coding_answers_415(string coding)
    {
        using var response = await PostAsync(Latin1(Good), coding: coding);

        await AssertWantsJsonAsync(response);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json;charset=utf-8")]
    [InlineData("application/json; charset=\"UTF-8\"")]
    [InlineData("Application/JSON")]
    [InlineData("application/json; odata=verbose")]
    public async Task JSON_is_accepted_under_every_spelling_of_its_type(string mediaType)
    {
        using var response = await PostAsync(Latin1(Good), mediaType: mediaType);

        await response.OkAsync();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_body_may_come_with_or_without_its_length_and_a_byte_order_mark(bool chunked, bool marked)
    {
        using var response = await PostAsync(
            [.. marked ? Encoding.UTF8.Preamble : [], .. Latin1(Good)],
            chunked: chunked
        );

        var answer = await response.JsonAsync(HttpStatusCode.OK);
        Assert.Equal(200, answer.Items().Single()["status"]!.GetValue<int>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task More_than_a_mebibyte_answers_413(bool chunked)
    {
        // The web server counts the marks between chunks, too.
        var longest = RequestLimits.MaxBodyLength - (chunked ? 4096 : 0);

        using var atLimit = await PostAsync(Latin1(Good.PadRight(longest)), chunked: chunked);
        using var beyond = await PostAsync(Latin1(Good.PadRight(RequestLimits.MaxBodyLength + 1)), chunked: chunked);

        await atLimit.OkAsync();
        var problem = await beyond.ProblemAsync(ProblemType.PayloadTooLarge);
        Assert.Contains($"{RequestLimits.MaxBodyLength} bytes", problem.Text("detail"), StringComparison.Ordinal);
    }

    /// <summary>The web server closed the connection while the client was still sending, and what had been answered was lost with
    /// it, now and then.</summary>
    [Fact]
    public async Task Whoever_is_still_sending_what_is_too_large_gets_to_read_why()
    {
        for (var times = 0; times < 20; times++)
        {
            using var answer = await PostAsync(Latin1(Good.PadRight(8 * RequestLimits.MaxBodyLength)));

            await answer.ProblemAsync(ProblemType.PayloadTooLarge);
        }
    }

    [Fact]
    public async Task Two_hundred_ids_are_answered_in_order_with_a_status_for_each()
    {
        using var response = await PostAsync(Latin1(Batch(199, "how-the-world-mended-the-ozone-layer")));

        var items = (await response.JsonAsync(HttpStatusCode.OK)).Items().ToList();
        Assert.Equal(200, items.Count);
        Assert.Equal("how-the-world-mended-the-ozone-layer", items[0].Text("id"));
        Assert.Equal(200, items[0]["status"]!.GetValue<int>());
        Assert.Equal(
            Enumerable.Range(0, 199).Select(index => $"no-such-story-{index}"),
            items.Skip(1).Select(item => item.Text("id"))
        );
        Assert.All(items.Skip(1), item => Assert.Equal("/problems/not-found", item["problem"]!.Text("type")));
    }

    private async Task<HttpResponseMessage> PostAsync(
        byte[] body,
        string target = Path,
        string? mediaType = "application/json",
        string? coding = null,
        bool chunked = false
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Newsroom.Exactly(target));
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        request.Content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        request.Headers.TransferEncodingChunked = chunked;
        return await Newsroom.Client.SendAsync(request);
    }

    private static async Task AssertWantsJsonAsync(HttpResponseMessage response)
    {
        var problem = await response.ProblemAsync(ProblemType.UnsupportedMediaType);
        Assert.Contains("application/json", problem.Text("detail"), StringComparison.Ordinal);
    }

    private static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);

    private static string Nested(int levels) => new string('[', levels) + new string(']', levels);

    private static string Batch(int missing, params string[] first)
    {
        var ids = first.Concat(Enumerable.Range(0, missing).Select(index => $"no-such-story-{index}"));
        return new JsonObject { ["ids"] = new JsonArray([.. ids.Select(id => JsonValue.Create(id))]) }.ToJsonString();
    }
}
