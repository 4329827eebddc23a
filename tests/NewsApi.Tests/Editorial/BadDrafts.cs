using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>What no story may have in it, and which faults are found in it.</summary>
internal static class BadDrafts
{
    private const string Picture = """
        "url": "https://images.example.org/a.jpg", "width": 10, "height": 10
        """;

    /// <summary>Whole bodies that are not read at all, and what is said of them.</summary>
    public static TheoryData<string, string> Unreadable =>
        new()
        {
            { "", "The body is empty" },
            { "   ", "Not valid JSON" },
            { "headline=Tides", "Not valid JSON" },
            { "<article/>", "Not valid JSON" },
            { "{", "Not valid JSON" },
            { "{\"headline\":\"Ti", "Not valid JSON" },
            { "{\"headline\":\"Tides\"", "Not valid JSON" },
            { "{\"headline\":\"Tides\"}}", "Not valid JSON" },
            { "{\"headline\":\"Tides\",}", "Not valid JSON" },
            { "{\"headline\":\"Ti\ndes\"}", "Not valid JSON" },
            { "{'headline':'Tides'}", "Not valid JSON" },
            { "{\"urgency\":01}", "Not valid JSON" },
            { "{\"urgency\":NaN}", "Not valid JSON" },
            { "[]", "Must be an object." },
            { "[{\"headline\":\"Tides\"}]", "Must be an object." },
            { "null", "Must be an object." },
            { "1", "Must be an object." },
            { "true", "Must be an object." },
            { "\"headline\"", "Must be an object." },
            { "{\"body\":" + new string('[', 100) + new string(']', 100) + "}", "Not valid JSON (of up to 64 levels)" },
            { string.Concat(Enumerable.Repeat("{\"a\":", 100)) + "1" + new string('}', 100), "Not valid JSON (of up" },
        };

    /// <summary>Members that make a good draft bad, and the pointers of the faults.</summary>
    public static TheoryData<string, string[]> Faulty =>
        new()
        {
            // Names that there are not
            { """{"zzzzzz":1}""", ["/zzzzzz"] },
            { """{"Headline":"x","headlines":"y"}""", ["/Headline", "/headlines"] },
            { """{"rights":{"expiry":"2040-01-01T00:00:00Z"}}""", ["/rights/expiry"] },
            { """{"leadImage":{ "alt":"x","focus":1,"url":"/a","width":1,"height":1}}""", ["/leadImage/focus"] },
            { """{"body":[{"type":"divider","html":"x"}]}""", ["/body/0/html"] },
            { """{"a/b~c":1}""", ["/a~1b~0c"] },
            // Kinds of blocks
            { """{"body":[{"type":"paragraf","html":"x"}]}""", ["/body/0/type"] },
            { """{"body":[{"type":"Paragraph","html":"x"}]}""", ["/body/0/type"] },
            { """{"body":[{"type":"script","html":"x"}]}""", ["/body/0/type"] },
            { """{"body":[{"type":1}]}""", ["/body/0/type"] },
            { """{"body":[{"type":null}]}""", ["/body/0/type"] },
            { """{"body":[{"html":"x"}]}""", ["/body/0/type"] },
            // Values of another kind
            { """{"body":{}}""", ["/body"] },
            { """{"body":"text"}""", ["/body"] },
            { """{"body":[[]]}""", ["/body/0"] },
            { """{"body":["text"]}""", ["/body/0"] },
            { """{"tags":"topic/tides"}""", ["/tags"] },
            { """{"tags":[1,{}]}""", ["/tags/0", "/tags/1"] },
            { """{"headline":1}""", ["/headline"] },
            { """{"headline":["x"]}""", ["/headline"] },
            { """{"section":{}}""", ["/section"] },
            { """{"urgency":"4"}""", ["/urgency"] },
            { """{"urgency":4.5}""", ["/urgency"] },
            { """{"urgency":1e99}""", ["/urgency"] },
            { """{"urgency":true}""", ["/urgency"] },
            { """{"rights":[]}""", ["/rights"] },
            { """{"rights":{"syndicatable":"yes","aiTraining":1}}""", ["/rights/aiTraining", "/rights/syndicatable"] },
            { """{"leadImage":"https://images.example.org/a.jpg"}""", ["/leadImage"] },
            { """{"corrections":{}}""", ["/corrections"] },
            { """{"body":[{"type":"list","ordered":"no","items":"x"}]}""", ["/body/0/items", "/body/0/ordered"] },
            { """{"body":[{"type":"heading","level":"2","text":"x"}]}""", ["/body/0/level"] },
            // Null where there must be something
            { """{"tags":[null]}""", ["/tags/0"] },
            { """{"body":[null]}""", ["/body/0"] },
            { """{"corrections":[null]}""", ["/corrections/0"] },
            { """{"body":[{"type":"paragraph","html":null}]}""", ["/body/0/html"] },
            { """{"body":[{"type":"list","ordered":true,"items":["a",null]}]}""", ["/body/0/items/1"] },
            { """{"body":[{"type":"list","ordered":true,"items":null}]}""", ["/body/0/items"] },
            { """{"body":[{"type":"table","header":[null],"rows":[]}]}""", ["/body/0/header/0"] },
            { """{"body":[{"type":"table","header":["a"],"rows":[null]}]}""", ["/body/0/rows/0"] },
            { """{"body":[{"type":"table","header":["a"],"rows":[[null]]}]}""", ["/body/0/rows/0/0"] },
            { $$$"""{"leadImage":{ {{{Picture}}},"alt":"x","renditions":[null]}}""", ["/leadImage/renditions/0"] },
            // What the members of an object must not lack: the reader would put in year 1, 0 or nothing
            { """{"corrections":[{"kind":"correction","text":"It was 1987."}]}""", ["/corrections/0/at"] },
            { """{"corrections":[{}]}""", ["/corrections/0/at", "/corrections/0/kind", "/corrections/0/text"] },
            { $$$"""{"leadImage":{ {{{Picture}}},"alt":"x","focalPoint":{"x":0.5} }}""", ["/leadImage/focalPoint/y"] },
            {
                $$$"""{"leadImage":{ {{{Picture}}},"alt":"x","renditions":[{}]}}""",
                ["/leadImage/renditions/0/height", "/leadImage/renditions/0/url", "/leadImage/renditions/0/width"]
            },
            { """{"leadImage":{}}""", ["/leadImage/alt", "/leadImage/height", "/leadImage/url", "/leadImage/width"] },
            { """{"body":[{"type":"heading"}]}""", ["/body/0/level", "/body/0/text"] },
            { """{"body":[{"type":"table"}]}""", ["/body/0/header", "/body/0/rows"] },
            // Pictures
            { $$$"""{"body":[{"type":"image",{{{Picture}}}}]}""", ["/body/0/alt"] },
            { $$$"""{"body":[{"type":"image",{{{Picture}}},"alt":""}]}""", ["/body/0/alt"] },
            { $$$"""{"body":[{"type":"image",{{{Picture}}},"alt":" \t"}]}""", ["/body/0/alt"] },
            { $$$"""{"leadImage":{ {{{Picture}}},"alt":" " }}""", ["/leadImage/alt"] },
            {
                """{"leadImage":{"url":"/a","alt":"x","width":0,"height":100001}}""",
                ["/leadImage/height", "/leadImage/width"]
            },
            {
                $$$"""{"leadImage":{ {{{Picture}}},"alt":"x","focalPoint":{"x":1.1,"y":0} }}""",
                ["/leadImage/focalPoint"]
            },
            // Names that nothing has
            { """{"section":"no-such-section"}""", ["/section"] },
            { """{"section":""}""", ["/section"] },
            { """{"section":"News"}""", ["/section"] },
            { """{"section":"news\n"}""", ["/section"] },
            { """{"tags":["topic/no-such-tag"]}""", ["/tags/0"] },
            { """{"tags":["topic/tides","nosuch/tides"]}""", ["/tags/1"] },
            {
                """{"tags":["tides","topic/","/tides","topic/tides/x"]}""",
                ["/tags/0", "/tags/1", "/tags/2", "/tags/3"]
            },
            { """{"tags":["topic/tides\n"]}""", ["/tags/0"] },
            { """{"tags":["topic/tides","topic/tides"]}""", ["/tags/1"] },
            // Words and forms
            { """{"type":"artikel"}""", ["/type"] },
            { """{"type":"Article"}""", ["/type"] },
            { """{"type":0}""", ["/type"] },
            { """{"language":"en\n"}""", ["/language"] },
            { """{"language":"EN"}""", ["/language"] },
            { """{"language":"english"}""", ["/language"] },
            { """{"language":"en-us"}""", ["/language"] },
            { """{"language":""}""", ["/language"] },
            { """{"slug":"Tides"}""", ["/slug"] },
            { """{"slug":"tides\n"}""", ["/slug"] },
            { """{"slug":"-tides"}""", ["/slug"] },
            { """{"slug":""}""", ["/slug"] },
            { """{"headline":"Ti\ndes"}""", ["/headline"] },
            { """{"headline":"Ti\u2028des"}""", ["/headline"] },
            { """{"headline":"   "}""", ["/headline"] },
            { """{"byline":""}""", ["/byline"] },
            { """{"urgency":0}""", ["/urgency"] },
            { """{"urgency":9}""", ["/urgency"] },
            { """{"body":[{"type":"heading","level":1,"text":"x"}]}""", ["/body/0/level"] },
            { """{"body":[{"type":"heading","level":4,"text":""}]}""", ["/body/0/level", "/body/0/text"] },
            { """{"body":[{"type":"quote","html":" "}]}""", ["/body/0/html"] },
            { """{"body":[{"type":"quote","html":"<script>x</script>"}]}""", ["/body/0/html"] },
            {
                """{"body":[{"type":"table","header":["a","b"],"rows":[["1","2"],["1"],[]]}]}""",
                ["/body/0/rows/1", "/body/0/rows/2"]
            },
            // Times
            { """{"embargoUntil":"2035-01-01"}""", ["/embargoUntil"] },
            { """{"embargoUntil":"2035-01-01T00:00:00"}""", ["/embargoUntil"] },
            { """{"embargoUntil":"2035-13-01T00:00:00Z"}""", ["/embargoUntil"] },
            { """{"embargoUntil":"0001-01-01T00:00:00Z"}""", ["/embargoUntil"] },
            { """{"embargoUntil":"9999-12-31T23:59:59Z"}""", ["/embargoUntil"] },
            { """{"embargoUntil":"2035-01-01T00:00:00Z\n"}""", ["/embargoUntil"] },
            { """{"embargoUntil":2051222400}""", ["/embargoUntil"] },
            {
                """{"embargoUntil":"2035-01-01T00:00:00Z","rights":{"expiresAt":"2034-01-01T00:00:00Z"}}""",
                ["/rights/expiresAt"]
            },
            {
                """{"embargoUntil":"2035-01-01T00:00:00Z","rights":{"expiresAt":"2035-01-01T01:00:00+01:00"}}""",
                ["/rights/expiresAt"]
            },
            // What is no Unicode, and what PostgreSQL and XML can't hold
            { """{"headline":"\ud800"}""", ["/headline"] },
            { """{"headline":"\udc00\ud800"}""", ["/headline"] },
            { """{"headline":"\u0000"}""", ["/headline"] },
            { """{"standfirst":"a\u0000b","byline":"\u001b[1m"}""", ["/byline", "/standfirst"] },
            { """{"tags":["\ud800","\u0000"]}""", ["/tags/0", "/tags/1"] },
            { """{"section":"\u0000","slug":"\ud800","language":"\u0000"}""", ["/language", "/section", "/slug"] },
            { """{"body":[{"type":"paragraph","html":"\ud83c"}]}""", ["/body/0/html"] },
            { """{"body":[{"type":"code","text":"\u0000"}]}""", ["/body/0/text"] },
            { """{"body":[{"type":"\ud800"}]}""", ["/body/0/type"] },
            {
                """{"body":[{"type":"list","ordered":false,"items":["\ud800","\u0000"]}]}""",
                ["/body/0/items/0", "/body/0/items/1"]
            },
            {
                """{"body":[{"type":"table","header":["\ud800"],"rows":[["\u0000"]]}]}""",
                ["/body/0/header/0", "/body/0/rows/0/0"]
            },
            { """{"rights":{"copyright":"\udfff"}}""", ["/rights/copyright"] },
            { """{"embargoUntil":"\ud800"}""", ["/embargoUntil"] },
            { """{"type":"\ud800"}""", ["/type"] },
            { """{"\ud800":1}""", [""] },
            { """{"rights":{"\udfff":1}}""", ["/rights"] },
            { """{"body":[{"\ud800":1,"type":"divider"}]}""", ["/body/0"] },
            // Twice
            { """{"headline":"a","headline":"b"}""", ["/headline"] },
            { """{"rights":{"aiTraining":true,"aiTraining":false}}""", ["/rights/aiTraining"] },
            { """{"body":[{"type":"divider","type":"divider"}]}""", ["/body/0/type"] },
            { """{"body":[{"type":"paragraph","html":"a","html":"b"}]}""", ["/body/0/html"] },
            // Many at once, of the form
            {
                """
                    {"headlin":"x","urgency":"4","tags":[1,"topic/tides",null],"rights":{"licence":1},
                    "body":[{"type":"heading","level":"2"},{"type":"nope"},{"type":"list","ordered":true,"items":[null]}]}
                    """,
                [
                    "/body/0/level",
                    "/body/0/text",
                    "/body/1/type",
                    "/body/2/items/0",
                    "/headlin",
                    "/rights/licence",
                    "/tags/0",
                    "/tags/2",
                    "/urgency",
                ]
            },
            // Many at once, of the content and of names
            {
                """
                    {"section":"no-such-section","tags":["topic/no-such-tag","x"],"language":"EN","urgency":0,"headline":" ",
                    "rights":{"licence":"ftp://example.org"},"corrections":[{"kind":"correction","text":"","at":"2026-01-01T00:00:00Z"}],
                    "body":[{"type":"heading","level":9,"text":""},{"type":"embed","url":"x","title":""}]}
                    """,
                [
                    "/body/0/level",
                    "/body/0/text",
                    "/body/1/title",
                    "/body/1/url",
                    "/corrections/0/text",
                    "/headline",
                    "/language",
                    "/rights/licence",
                    "/section",
                    "/tags/0",
                    "/tags/1",
                    "/urgency",
                ]
            },
        };

    /// <summary>Names that are nearly right, and what was meant.</summary>
    public static TheoryData<string, string, string> Misspelt =>
        new()
        {
            { """{"headlin":"x"}""", "/headlin", "'headline'" },
            { """{"standFirst":"x"}""", "/standFirst", "'standfirst'" },
            { """{"rights":{"license":"https://example.org"}}""", "/rights/license", "'licence'" },
            { """{"body":[{"type":"paragraph","htm":"x","html":"x"}]}""", "/body/0/htm", "'html'" },
            { """{"body":[{"type":"paragraf","html":"x"}]}""", "/body/0/type", "'paragraph'" },
            { """{"section":"sciense"}""", "/section", "'science'" },
            { """{"tags":["topic/tide"]}""", "/tags/0", "'topic/tides'" },
        };

    /// <summary>What is done with the draft, a bad request to do it, and the pointers of the faults.</summary>
    public static TheoryData<string, string, string[]> BadSteps =>
        new()
        {
            { "publish", "", [""] },
            { "publish", "[]", [""] },
            { "publish", """{"att":"2035-01-01T00:00:00Z","impacts":"major"}""", ["/att", "/impacts"] },
            { "publish", """{"at":"tomorrow","impact":"huge"}""", ["/at", "/impact"] },
            { "publish", """{"at":"\ud800","embargoUntil":"\u0000"}""", ["/at", "/embargoUntil"] },
            { "publish", """{"at":"2020-01-01T00:00:00Z"}""", ["/at"] },
            { "publish", """{"expiresAt":"2020-01-01T00:00:00Z"}""", ["/expiresAt"] },
            { "publish", """{"at":"2034-01-01T00:00:00Z","embargoUntil":"2035-01-01T00:00:00Z"}""", ["/at"] },
            { "publish", """{"at":"2035-01-01T00:00:00Z","expiresAt":"2034-01-01T00:00:00Z"}""", ["/expiresAt"] },
            { "publish", """{"at":"2035-01-01T00:00:00Z","expiresAt":"2035-01-01T00:00:00Z"}""", ["/expiresAt"] },
            {
                "publish",
                """{"embargoUntil":"2035-01-01T00:00:00Z","expiresAt":"2034-01-01T00:00:00Z"}""",
                ["/rights/expiresAt"]
            },
            { "withdraw", "{}", ["/kind"] },
            {
                "withdraw",
                """{"kind":"whim","reason":["x"],"replacedBy":"tides"}""",
                ["/kind", "/reason", "/replacedBy"]
            },
            { "withdraw", """{"kind":"duplicate","reason":" "}""", ["/reason", "/replacedBy"] },
            { "withdraw", """{"kind":"legal","reason":"two\u2028lines"}""", ["/reason"] },
            { "withdraw", """{"kind":"legal","reason":"\udfff"}""", ["/reason"] },
            { "corrections", "{}", ["/text"] },
            { "corrections", """{"text":null}""", ["/text"] },
            { "corrections", """{"text":" \n"}""", ["/text"] },
            { "corrections", """{"text":"\u0000","kind":"typo","impact":1}""", ["/impact", "/kind", "/text"] },
            { "preview", """{"expiresInMinutes":0}""", ["/expiresInMinutes"] },
            { "preview", """{"expiresInMinutes":10081}""", ["/expiresInMinutes"] },
            { "preview", """{"expiresInMinutes":"60"}""", ["/expiresInMinutes"] },
            { "preview", """{"expiresInMinutes":null}""", ["/expiresInMinutes"] },
        };

    public static TheoryData<string> BadAddresses =>
        [
            "",
            " ",
            "images.example.org/a.jpg",
            "//images.example.org/a.jpg",
            "http:images.example.org",
            "http:/images.example.org",
            "https://",
            "https:///a.jpg",
            "javascript:alert(1)",
            "JaVaScRiPt://example.org/%0aalert(1)",
            "data:image/svg+xml,<svg/onload=alert(1)>",
            "vbscript:x",
            "ftp://example.org/a.jpg",
            "file:///etc/passwd",
            "blob:https://example.org/1",
            "https://user@example.org/a.jpg",
            "https://user:password@example.org/a.jpg",
            "https://@example.org/a.jpg",
            "https://:@example.org/a.jpg",
            " https://example.org/a.jpg",
            "https://example.org/a.jpg ",
            "https://example.org/a b.jpg",
            "https://example.org/a\tb.jpg",
            "https://example.org/a\nb.jpg",
            "https://example.org/a.jpg\n",
            "https://example.org/a\u00a0b.jpg",
            "https://example.org/a\u2028b.jpg",
            "https://example.org/a\u202egpj.b",
            "https://example.org/a\u200bb.jpg",
            "https://example.org/a\u0085b.jpg",
            "https://example.org\\@evil.example",
            "https:\\\\example.org\\a.jpg",
            "https://example.org/\"onerror=\"alert(1)",
            "https://example.org/<script>",
            "https://example.org/a>b",
            "https://example.org/a^b",
            "https://example.org/a`b",
        ];
}
