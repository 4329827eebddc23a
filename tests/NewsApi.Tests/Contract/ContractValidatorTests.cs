using System.Text.Json.Nodes;
using Xunit;
using Xunit.Sdk;

namespace NewsApi.Tests.Contract;

public sealed class ContractValidatorTests
{
    private const string Section =
        """{"slug":"science","title":"Science","articleCount":1,"children":[],"apiUrl":"https://api.example.org/v1/sections/science"}""";

    private const string Problem =
        """{"type":"/problems/not-found","title":"None","status":404,"detail":"None.","instance":"/v1/x","traceId":"1"}""";

    private static readonly ContractValidation Validation = new(ContractDocumentFile.Load());

    [Fact]
    public void A_documented_answer_passes() => Validation.Check(Answer());

    [Theory]
    [InlineData("not a member", """{"slug":"science"}""", "#/title: is missing")]
    [InlineData("a hidden member", """{"internalNote":"secret"}""", "#/internalNote: is not documented")]
    [InlineData("null", """{"description":null}""", "#/description")]
    [InlineData("an instant without Z", """{"latestPublishedAt":"2026-11-23T09:30:00"}""", "#/latestPublishedAt")]
    [InlineData("a number below its minimum", """{"articleCount":-1}""", "#/articleCount")]
    [InlineData("a slug with capitals", """{"slug":"Science"}""", "#/slug")]
    [InlineData("no address", """{"apiUrl":"here"}""", "#/apiUrl")]
    [InlineData("deep inside", """{"children":[{"slug":"space"}]}""", "#/children[0].title: is missing")]
    public void A_deviation_is_told_with_its_place(string what, string json, string expected)
    {
        var body = what == "not a member" ? JsonNode.Parse(json)! : Merged(json);

        var exception = Assert.Throws<XunitException>(() => Validation.Check(Answer(body.ToJsonString())));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.Contains("GET /v1/sections/science answered 200", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_union_only_the_nearest_case_is_told()
    {
        var article =
            """{"id":"01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42","body":[{"type":"heading","level":4,"text":"x"}]}""";

        var exception = Assert.Throws<XunitException>(() => Validation.Check(Answer(article, "/v1/articles/a-story")));

        Assert.Contains("#/body[0].level", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("html", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_undocumented_status_fails() => AssertRefused("status 201", Answer() with { Status = 201 });

    [Fact]
    public void An_undocumented_media_type_fails() =>
        AssertRefused("media type text/html", With(Answer(), "Content-Type", "text/html"));

    [Fact]
    public void A_missing_header_fails() => AssertRefused("ETag is missing", Answer() with { Headers = WithJson() });

    [Fact]
    public void A_header_that_is_not_of_the_documented_form_fails() =>
        AssertRefused("Cache-Control is 'private'", With(Answer(), "Cache-Control", "private"));

    [Fact]
    public void A_body_where_there_must_be_none_fails() => AssertRefused("a body", Answer() with { Status = 304 });

    [Fact]
    public void Success_on_an_undocumented_path_fails() =>
        AssertRefused("the path", Answer() with { Path = "/v1/secrets" });

    [Fact]
    public void Success_by_an_undocumented_method_fails() =>
        AssertRefused("the method", Answer() with { Method = "PUT" });

    [Fact]
    public void A_problem_on_an_undocumented_path_passes() =>
        Validation.Check(
            With(Answer(Problem, "/v1/nothing"), "Content-Type", "application/problem+json") with
            {
                Status = 404,
            }
        );

    [Fact]
    public void A_written_out_path_wins_over_one_with_parameters()
    {
        var suggestions = """{"items":[]}""";
        Validation.Check(Answer(suggestions, "/v1/tags/suggest"));
        AssertRefused("#/items: is not documented", Answer(suggestions, "/v1/tags/place/antarctica"));
    }

    private static void AssertRefused(string expected, Exchange exchange)
    {
        var exception = Assert.Throws<XunitException>(() => Validation.Check(exchange));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    private static Exchange Answer(string body = Section, string path = "/v1/sections/science") =>
        new(
            "GET",
            path,
            200,
            new Dictionary<string, string>(WithJson(), StringComparer.OrdinalIgnoreCase)
            {
                ["ETag"] = "\"abc\"",
                ["Last-Modified"] = "Mon, 23 Nov 2026 09:30:00 GMT",
                ["Cache-Control"] = "public, max-age=10",
                ["Vary"] = "Accept-Encoding",
                ["Surrogate-Key"] = "sections",
            },
            body
        );

    private static Dictionary<string, string> WithJson() =>
        new(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = "application/json; charset=utf-8" };

    private static Exchange With(Exchange exchange, string header, string value) =>
        exchange with
        {
            Headers = new Dictionary<string, string>(exchange.Headers, StringComparer.OrdinalIgnoreCase)
            {
                [header] = value,
            },
        };

    private static JsonNode Merged(string json)
    {
        var body = JsonNode.Parse(Section)!;
        foreach (var (name, value) in JsonNode.Parse(json)!.AsObject())
            body[name] = value?.DeepClone();
        return body;
    }
}
