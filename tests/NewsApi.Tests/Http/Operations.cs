using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Http;

/// <summary>Every public operation under <c>/v1</c>, once: what holds for all of them is tested for each in this list. Those of
/// editors have tests of their own.</summary>
public static class Operations
{
    private const string Story = "how-the-world-mended-the-ozone-layer";
    private const string Id = "01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42";

    private static readonly QueryParameter Fields = Text(
        "fields",
        good: "headline,publishedAt",
        bad: ["nope", "Headline", ",", "headline,", "headline,,slug", "*,slug", "headline%20", "%2A%2A", "head';--"]
    );

    private static readonly QueryParameter BodyFormat = Word("bodyFormat", "html");

    private static readonly QueryParameter[] Filters =
    [
        Filter("section", "science,-space", bad: ["no-such-section", "place/antarctica", "Science"]),
        Filter("tag", "place/antarctica|tone/explainer", bad: ["place/no-such-place", "science", "place/"]),
        Filter("type", "article|analysis", bad: ["no-such-type", "Article", "0"]),
        Filter("language", "en", bad: ["english", "EN", "en_GB", "e"]),
        Text("ids", Id, bad: ["x", "1", $"{Id},", $",{Id}", $"%7B{Id}%7D", Id.Replace("-", ""), Repeated(Id, 101)]),
    ];

    private static readonly QueryParameter[] Dates =
    [
        Moment("from", "now-9999d"),
        Moment("to", "2100-01-01T00:00:00Z"),
        Word("dateField", "updated"),
    ];

    private static readonly QueryParameter[] ListParameters =
    [
        Text("q", "radiocarbon%20dating", bad: ["%21%21", "%22%22", "-", "%20", new string('a', 1001)]),
        Text("qFields", "headline,standfirst", bad: ["Headline", "tags", ",", "headline,", "headline,,body"]),
        .. Filters,
        .. Dates,
        Word("sort", "oldest"),
        Number("limit", 0, 100),
        Cursor("cursor"),
        Number("page", 1, 10_000),
        Fields,
        BodyFormat,
        Text("facets", "section,tag,type,language,year,month,day", bad: ["nope", "Section", "section,", "*"]),
        Number("facetLimit", 1, 100),
        Word("facetScope", "exceptSelf"),
        Text("highlight", "true", bad: ["True", "1", "yes", "tru"]),
    ];

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("listArticles", "/v1/articles", ListParameters),
        new("explainArticles", "/v1/explain", ListParameters),
        new("getArticle", $"/v1/articles/{Story}", Word("format", "json"), Fields, BodyFormat) { IsOfOneForm = false },
        new("getStoryPage", $"/stories/{Story}") { MediaType = "text/html", IsOfOneForm = false },
        new(
            "getOEmbed",
            "/oembed",
            Text("url", $"/stories/{Story}") with
            {
                IsRequired = true,
            },
            Text("format", "json"),
            Number("maxwidth", 1, 10_000),
            Number("maxheight", 1, 10_000)
        )
        {
            IsOfOneForm = false,
        },
        new("listFeeds", "/v1/feeds"),
        new("getFeed", "/v1/feeds/rss", ListParameters) { MediaType = "application/rss+xml", IsOfOneForm = false },
        new("getSitemap", "/sitemap.xml") { MediaType = "application/xml" },
        new("getSitemapPart", "/sitemaps/2026-11.xml") { MediaType = "application/xml" },
        new("getNewsSitemap", "/sitemaps/news.xml") { MediaType = "application/xml" },
        new("getRobots", "/robots.txt") { MediaType = "text/plain", NeedsDatabase = false },
        new("getLicence", "/license.xml") { MediaType = "application/rsl+xml", NeedsDatabase = false },
        new("getReservation", "/.well-known/tdmrep.json") { NeedsDatabase = false },
        new("getArticleLicence", $"/stories/{Story}/license.xml") { MediaType = "application/rsl+xml" },
        new("listRelatedArticles", $"/v1/articles/{Story}/related", Number("limit", 1, 20), Fields, BodyFormat),
        new("listArticleVersions", $"/v1/articles/{Story}/versions"),
        new("getArticleVersion", $"/v1/articles/{Story}/versions/1", Fields, BodyFormat),
        new("getArticles", "/v1/articles/batch", Fields, BodyFormat) { Body = $$"""{"ids":["{{Story}}"]}""" },
        new(
            "listChanges",
            "/v1/changes",
            [
                Place("after"),
                Number("limit", 1, 1000),
                Number("wait", 0, 60),
                Word("include", "article"),
                .. Filters,
                Fields,
                BodyFormat,
            ]
        ),
        new(
            "streamChanges",
            "/v1/changes/stream",
            [Place("after"), Word("include", "article"), .. Filters, Fields, BodyFormat]
        )
        {
            MediaType = "text/event-stream",
            IsConditional = false,
        },
        new("exportArticles", "/v1/export", [.. Filters, .. Dates, Fields, BodyFormat])
        {
            MediaType = "application/x-ndjson",
            IsConditional = false,
        },
        new("listSections", "/v1/sections"),
        new("getSection", "/v1/sections/science"),
        new(
            "listTags",
            "/v1/tags",
            Word("type", "place"),
            Prefix("q", "ant"),
            Text(
                "section",
                "science",
                bad: ["no-such-section", "Science", "a--b", "-a", "a-", "a/b", "%C3%A9", "a%20"]
            ),
            Word("sort", "usage"),
            Number("limit", 0, 100),
            Cursor("cursor"),
            Number("page", 1, 10_000)
        ),
        new(
            "suggestTags",
            "/v1/tags/suggest",
            Prefix("prefix", "ant") with
            {
                IsRequired = true,
            },
            Word("type", "place"),
            Number("limit", 1, 50)
        ),
        new("getTag", "/v1/tags/place/antarctica"),
    ];

    public static IEnumerable<Operation> Reading { get; } = All.Where(operation => operation.Body is null);

    public static TheoryData<string> AllIds => new(All.Select(operation => operation.Id));

    public static TheoryData<string> ReadingIds => new(Reading.Select(operation => operation.Id));

    public static IEnumerable<Operation> Conditional { get; } = Reading.Where(operation => operation.IsConditional);

    public static TheoryData<string> ConditionalIds => new(Conditional.Select(operation => operation.Id));

    /// <summary>Operation and name of each parameter.</summary>
    public static TheoryData<string, string> AllParameters
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var operation in All)
            foreach (var parameter in operation.Parameters)
                data.Add(operation.Id, parameter.Name);
            return data;
        }
    }

    public static Operation Get(string id) => All.Single(operation => operation.Id == id);

    public static (Operation, QueryParameter) Get(string id, string parameter) =>
        (Get(id), Get(id).Parameters.Single(candidate => candidate.Name == parameter));

    /// <summary>The request to an address of this operation, with its body where it has one.</summary>
    public static HttpRequestMessage Request(this Operation operation, Newsroom newsroom, string target)
    {
        var request = new HttpRequestMessage(operation.Method, newsroom.Exactly(target));
        if (operation.Body is { } body)
            request.Content = new StringContent(body, mediaType: new("application/json"));
        return request;
    }

    private static QueryParameter Text(string name, string good, params IReadOnlyList<string> bad) =>
        new(name, good, ["", .. bad]);

    private static QueryParameter Filter(string name, string good, params IReadOnlyList<string> bad) =>
        Text(
            name,
            good,
            [
                .. bad,
                .. (string[])
                    ["(", ")", "()", "-", "~", ",", "|", "--", "a,", ",a", "a,,b", "a||b", "a|,b", "-(a", "a)", "a~~"],
                .. (string[])
                    ["a%20b", "a;b", "a'b", "%27%20or%201=1--", "%22", "a%5C", "a%25", "*", "a%2Bb", "a=b", "<b>"],
                .. (string[])["%C3%A9", "%F0%9F%98%80", "%E2%80%8F", "%E2%80%AEa", "%EF%BF%BD", "%EF%BF%BE", "%C2%85"],
                new string('(', 100) + "a" + new string(')', 100),
                new string('(', 100),
                new string('a', 2001),
                Repeated("a", 65),
            ]
        );

    private static QueryParameter Word(string name, string good) =>
        Text(
            name,
            good,
            "nonsense",
            good.ToUpperInvariant(),
            "0",
            "1",
            "-1",
            $"{good},{good}",
            $"%20{good}",
            $"{good}%20",
            "null"
        );

    private static QueryParameter Number(string name, int least, int most) =>
        Text(
            name,
            $"{least + 1}",
            [
                $"{least - 1}",
                $"{most + 1}",
                .. (string[])
                    ["x", "1.0", "1e1", "0x1", "1,2", "%201", "1%20", "+1", "--1", "-", "null", "true", "NaN", "'1'"],
                .. (string[])["99999999999", "-99999999999", "%D9%A3", "%EF%BC%91", "1%C2%A0", "1%E2%80%8F"],
            ]
        );

    // A place that the log has not reached is refused, too, but only after a while: see the tests of changes.
    private static QueryParameter Place(string name) =>
        Text(
            name,
            "1",
            [
                .. (string[])["-1", "x", "1.0", "1e1", "0x1", "1,2", "%201", "1%20", "+1", "%2B1", "-0", "null", "NaN"],
                .. (string[])["9223372036854775808", "99999999999999999999", "%D9%A3", "%EF%BC%91", "1%C2%A0"],
            ]
        );

    private static QueryParameter Moment(string name, string good) =>
        Text(
            name,
            good,
            [
                .. (string[])
                    [
                        "yesterday",
                        "2026",
                        "2026-1-1",
                        "20260101",
                        "2026-02-30",
                        "2026-13-01",
                        "0000-00-00",
                        "1763892000",
                    ],
                .. (string[])
                    ["2026-01-01T25:00:00Z", "2026-01-01T00:00:00", "2026-01-01T00:00:00+01:00", "2026-01-01%2000:00Z"],
                .. (string[])
                    [
                        "now-",
                        "now-2",
                        "now-2y",
                        "now--2d",
                        "now-99999d",
                        "NOW-2d",
                        "now%20-2d",
                        "0999-12-31",
                        "9999-12-31",
                    ],
                .. (string[])
                    ["%D9%A2%D9%A0%D9%A2%D9%A6-01-01", "2026-01-01T23:59:60Z", "2026-01-01T00:00:00%2B99:00", "'now'"],
            ]
        );

    private static QueryParameter Prefix(string name, string good) =>
        Text(
            name,
            good,
            "%20",
            "--",
            "'",
            "%25",
            "%E2%80%8F",
            "%EF%BF%BE",
            "%EF%BF%BF",
            "%CC%81",
            new string('a', 101)
        );

    // A good cursor depends on the query; the tests of paging have some.
    private static QueryParameter Cursor(string name) =>
        Text(name, "", "x", "AAAA", "null", "%2B%2F%3D%3D", "%20", "%C3%A9", "AQAA'--", Repeated("AAAA", 500, ""));

    private static string Repeated(string text, int times, string between = ",") =>
        string.Join(between, Enumerable.Repeat(text, times));
}
