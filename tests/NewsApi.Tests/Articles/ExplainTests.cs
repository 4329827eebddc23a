using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using NewsApi.Storage;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Articles;

/// <summary>An explanation says how a query was understood, and agrees with the list.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class ExplainTests(NewsroomFixture fixture, ExplainTests.Shared shared)
    : IClassFixture<ExplainTests.Shared>
{
    private readonly HttpClient _sample = fixture.Sample.Client;
    private readonly HttpClient _client = shared.Newsroom.Client;

    [Fact]
    public async Task A_filter_is_shown_as_its_tree()
    {
        var explained = await _client.JsonAsync("/v1/explain?tag=-topic/a,(topic/b|place/whole~)");

        var expected = JsonNode.Parse(
            """
            {
              "is": "all",
              "operands": [
                { "is": "not", "operands": [{ "is": "name", "name": "topic/a" }] },
                {
                  "is": "any",
                  "operands": [
                    { "is": "name", "name": "topic/b" },
                    { "is": "name", "name": "place/whole", "withDescendants": true }
                  ]
                }
              ]
            }
            """
        );
        Assert.Equal(expected!.ToJsonString(), explained["filters"]!["tag"]!["tree"]!.ToJsonString());
        Assert.Equal(["tag"], explained["filters"]!.AsObject().Select(filter => filter.Key));
        Assert.Null(explained["search"]);
        Assert.Equal("newest", explained.Text("sort"));
    }

    [Fact]
    public async Task And_binds_tighter_than_or()
    {
        var explained = await _client.JsonAsync("/v1/explain?type=article,-brief|live");

        var tree = explained["filters"]!["type"]!["tree"]!;
        Assert.Equal("any", tree.Text("is"));
        Assert.Equal(["all", "name"], tree["operands"]!.AsArray().Select(operand => operand!.Text("is")));
    }

    [Theory]
    [InlineData("tag=topic/a,topic/b", "tag=topic/b,topic/a")]
    [InlineData("tag=topic/a|topic/b|topic/a", "tag=topic/b|topic/a")]
    [InlineData("tag=((topic/a))", "tag=topic/a")]
    [InlineData("tag=-(-topic/a)", "tag=topic/a")]
    [InlineData("tag=-(topic/a|topic/b)", "tag=-topic/a,-topic/b")]
    [InlineData("tag=topic/formerly-a", "tag=topic/a")]
    [InlineData("section=formerly-sport|news", "section=news|sport")]
    [InlineData("type=article|brief&section=news", "section=news&type=brief|article")]
    [InlineData("q=Quokka++election", "q=quokka+ÉLECTION")]
    [InlineData("q=quokka+quokka,+election!", "q=quokka+election")]
    [InlineData("q=quokka", "q=quokka&sort=relevance&limit=7&facets=tag&highlight=true&fields=slug")]
    [InlineData("q=quokka&qFields=body,headline", "q=quokka&qFields=headline,body")]
    [InlineData("", "sort=newest&dateField=published")]
    public async Task Two_ways_to_write_the_same_have_one_normal_form(string one, string other)
    {
        var first = await _client.JsonAsync("/v1/explain?" + one);
        var second = await _client.JsonAsync("/v1/explain?" + other);

        Assert.Equal(first.Text("normalForm"), second.Text("normalForm"));
    }

    [Theory]
    [InlineData("tag=topic/a,topic/b", "tag=topic/a|topic/b")]
    [InlineData("tag=place/whole", "tag=place/whole~")]
    [InlineData("tag=topic/a", "tag=-topic/a")]
    [InlineData("q=quokka", "q=-quokka")]
    [InlineData("q=quokka+election", "q=%22quokka+election%22")]
    [InlineData("q=quokka+election", "q=quokka+OR+election")]
    [InlineData("q=quokka+OR+election", "q=quokka+or+election")]
    [InlineData("q=quokka", "q=quokka&qFields=headline")]
    [InlineData("q=quokka", "q=quokka&sort=newest")]
    [InlineData("section=news", "section=-news")]
    [InlineData("from=2026-01-01", "to=2026-01-01")]
    [InlineData("from=2026-01-01", "from=2026-01-01&dateField=updated")]
    public async Task What_means_something_else_has_another_normal_form(string one, string other)
    {
        var first = await _client.JsonAsync("/v1/explain?" + one);
        var second = await _client.JsonAsync("/v1/explain?" + other);

        Assert.NotEqual(first.Text("normalForm"), second.Text("normalForm"));
    }

    [Fact]
    public async Task Cursors_of_queries_with_one_normal_form_may_be_exchanged()
    {
        var page = await _client.JsonAsync("/v1/articles?q=quokka+story&tag=topic/formerly-a&limit=1");
        var cursor = page["page"]!.Text("next");
        var next = await _client.JsonAsync($"/v1/articles?q=QUOKKA,+story&tag=((topic/a))&limit=1&cursor={cursor}");

        Assert.Equal(2, page.Slugs().Concat(next.Slugs()).Distinct().Count());
    }

    [Fact]
    public async Task A_former_name_is_shown_with_the_present_one()
    {
        var explained = await _client.JsonAsync("/v1/explain?tag=topic/formerly-a&section=formerly-sport");

        var tag = explained["filters"]!["tag"]!;
        Assert.Equal("topic/a", tag["tree"]!.Text("name"));
        Assert.Equal("topic/formerly-a", tag["tree"]!.Text("written"));
        Assert.Equal("topic/a", tag.Text("normalForm"));
        var section = explained["filters"]!["section"]!;
        Assert.Equal("sport", section["tree"]!.Text("name"));
        Assert.Equal("formerly-sport", section["tree"]!.Text("written"));
        Assert.Equal("sport", section.Text("normalForm"));
    }

    [Fact]
    public async Task Dates_are_shown_as_the_instants_they_come_to()
    {
        var explained = await _client.JsonAsync("/v1/explain?from=2026-01-02&to=2026-01-03&dateField=updated");
        var relative = await _client.JsonAsync("/v1/explain?from=now-2d");

        var filters = explained["filters"]!;
        Assert.Equal(new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero), filters["from"]!.GetValue<DateTimeOffset>());
        Assert.Equal(new(2026, 1, 4, 0, 0, 0, TimeSpan.Zero), filters["to"]!.GetValue<DateTimeOffset>());
        Assert.Equal("updated", filters.Text("dateField"));
        var from = relative["filters"]!["from"]!.GetValue<DateTimeOffset>();
        Assert.InRange(DateTimeOffset.UtcNow.AddDays(-2) - from, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_search_is_shown_clause_by_clause_with_what_the_index_knows_of_each_word()
    {
        var explained = await _client.JsonAsync(
            "/v1/explain?q=" + Uri.EscapeDataString("Quokka -Zebra \"the big ELECTION\" lion OR quagga")
        );

        var search = explained["search"]!;
        var clauses = search["clauses"]!.AsArray();
        Assert.Equal("Quokka -Zebra \"the big ELECTION\" lion OR quagga", search.Text("text"));
        Assert.Equal([false, true, false, false], clauses.Select(clause => clause!["excluded"]!.GetValue<bool>()));
        Assert.Equal(
            ["quokka", "zebra", "the big election", "lion|quagga"],
            clauses.Select(clause =>
                string.Join('|', clause!["alternatives"]!.AsArray().Select(phrase => phrase!.Text("text")))
            )
        );
        var phrase = clauses[2]!["alternatives"]![0]!;
        Assert.True(phrase["inOrder"]!.GetValue<bool>());
        Assert.Equal(["big", "election"], phrase["words"]!.AsArray().Select(word => word!.Text("text")));
        Assert.Equal(3, clauses[0]!["alternatives"]![0]!["words"]![0]!["articles"]!.GetValue<int>());
        Assert.Equal(0, clauses[1]!["alternatives"]![0]!["words"]![0]!["articles"]!.GetValue<int>());
        Assert.Equal(["headline", "standfirst", "body", "names"], Texts(search["fields"]));
        Assert.Equal("relevance", explained.Text("sort"));
    }

    [Fact]
    public async Task A_rare_word_weighs_more_than_a_common_one()
    {
        var explained = await _client.JsonAsync("/v1/explain?q=quokka+election");

        var weights = explained["search"]!["clauses"]!
            .AsArray()
            .Select(clause => clause!["alternatives"]![0]!["words"]![0]!["weight"]!.GetValue<int>())
            .ToList();
        Assert.True(weights[0] < weights[1]);
    }

    [Fact]
    public async Task Words_passed_over_corrections_and_missing_words_are_told()
    {
        var ignored = await _client.JsonAsync("/v1/explain?q=the+quokka");
        var corrected = await _client.JsonAsync("/v1/explain?q=quokak&qFields=headline");
        var relaxed = await _client.JsonAsync("/v1/explain?q=quokka+election");

        Assert.Equal(["the"], Texts(ignored["search"]!["ignored"]));
        var correction = Assert.Single(corrected["search"]!["corrections"]!.AsArray())!;
        Assert.Equal(("quokak", "quokka"), (correction.Text("from"), correction.Text("to")));
        Assert.Equal(["headline"], Texts(corrected["search"]!["fields"]));
        Assert.Equal("some", relaxed["search"]!.Text("match"));
        Assert.Equal(1, relaxed["search"]!["havingAllWords"]!.GetValue<int>());
        Assert.Equal(3, relaxed.Total());
    }

    [Theory]
    [InlineData("")]
    [InlineData("section=science")]
    [InlineData("section=-science&language=en")]
    [InlineData("tag=place/europe~,-tone/explainer")]
    [InlineData("type=article|analysis&from=2000-01-01")]
    [InlineData("q=water")]
    [InlineData("q=water+treaty+ozone")]
    [InlineData("q=water+treaty&sort=newest")]
    [InlineData("q=-water&section=science")]
    [InlineData("q=antartica")]
    [InlineData("q=zzzzzz")]
    [InlineData("q=the")]
    [InlineData("q=water&qFields=headline&limit=0")]
    [InlineData("q=%22ozone+layer%22&facets=tag&highlight=true")]
    public async Task Its_total_and_what_became_of_the_words_are_those_of_the_list(string query)
    {
        var explained = await _sample.JsonAsync("/v1/explain?" + query);
        var list = await _sample.JsonAsync("/v1/articles?" + query);
        var linked = await _sample.JsonAsync(new Uri(explained["links"]!.Text("articles")).PathAndQuery);

        Assert.Equal(list.Total(), explained.Total());
        Assert.Equal(list.Total(), linked.Total());
        Assert.Equal(list["search"]?.Text("match"), explained["search"]?.Text("match"));
        Assert.Equal(
            list["search"]?["havingAllWords"]?.GetValue<int>(),
            explained["search"]?["havingAllWords"]?.GetValue<int>()
        );
        Assert.Equal(
            list["search"]?["corrections"]?.ToJsonString() ?? "[]",
            explained["search"]?["corrections"]!.ToJsonString() ?? "[]"
        );
    }

    [Theory]
    [InlineData("q=")]
    [InlineData("q=?!")]
    [InlineData("q=water&qFields=title")]
    [InlineData("qFields=headline,")]
    [InlineData("section=no-such-section")]
    [InlineData("section=topic/science")]
    [InlineData("tag=topic/no-such-tag")]
    [InlineData("tag=(topic/science")]
    [InlineData("type=articel")]
    [InlineData("language=english")]
    [InlineData("ids=1")]
    [InlineData("from=yesterday")]
    [InlineData("from=2026-02-01&to=2026-01-01")]
    [InlineData("dateField=created")]
    [InlineData("sort=relevance")]
    [InlineData("sort=best")]
    [InlineData("limit=101")]
    [InlineData("page=0")]
    [InlineData("cursor=abc")]
    [InlineData("fields=title")]
    [InlineData("bodyFormat=pdf")]
    [InlineData("facets=colour")]
    [InlineData("facetLimit=0")]
    [InlineData("facetScope=none")]
    [InlineData("highlight=maybe")]
    [InlineData("colour=red")]
    [InlineData("q=water&q=fire")]
    public async Task It_refuses_what_the_list_refuses_with_the_same_faults(string query)
    {
        var refused = await _sample.JsonAsync("/v1/articles?" + query, HttpStatusCode.BadRequest);
        var explained = await _sample.JsonAsync("/v1/explain?" + query, HttpStatusCode.BadRequest);

        Assert.Equal(refused["errors"]?.ToJsonString(), explained["errors"]?.ToJsonString());
    }

    private static IEnumerable<string> Texts(JsonNode? texts) =>
        texts!.AsArray().Select(text => text!.GetValue<string>());

    public sealed class Shared(NewsroomFixture fixture) : IAsyncLifetime
    {
        public Newsroom Newsroom { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Newsroom = await fixture.StartAsync();
            var editor = new Editor(Newsroom);
            await editor.AddSectionAsync("news");
            await editor.AddSectionAsync("sport");
            await editor.AddTagAsync("topic/a");
            await editor.AddTagAsync("topic/b");
            await editor.AddTagAsync("place/whole");
            await editor.AddTagAsync("place/part", parent: "place/whole");
            await editor.PublishAsync(
                Desk.Story("first", "Quokka story", "Big election") with
                {
                    Tags = ["topic/a", "place/part"],
                }
            );
            await editor.PublishAsync(Desk.Story("second", "Quokka story") with { Tags = ["topic/a", "topic/b"] });
            await editor.PublishAsync(Desk.Story("third", "Quokka story", section: "sport"));
            // Beside others, no word is in nearly every story.
            for (var i = 0; i < 6; i++)
                await editor.PublishAsync(Desk.Story($"other-{i}", "Something else"));
            await GiveFormerNamesAsync();
        }

        public Task DisposeAsync() => Task.CompletedTask;

        private async Task GiveFormerNamesAsync()
        {
            const string Sql = """
                insert into delivery.section_slugs (slug, section_id)
                select 'formerly-sport', id from delivery.sections where slug = 'sport';
                insert into delivery.tag_slugs (type, slug, tag_id)
                select type, 'formerly-a', id from delivery.tags where slug = 'a';
                """;
            await using var connection = await Newsroom
                .Services.GetRequiredService<EditorialDatabase>()
                .OpenAsync(CancellationToken.None);
            await connection.ExecuteAsync(Sql);
        }
    }
}
