using System.Net;
using System.Text.Json.Nodes;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Articles;

/// <summary>How facets are asked for and shown, on the sample newsroom.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class FacetTests(NewsroomFixture fixture)
{
    private const string All = "facets=section,tag,type,language,year,month,day";

    private readonly HttpClient _client = fixture.Sample.Client;

    [Fact]
    public async Task Only_facets_asked_for_are_there()
    {
        var none = await _client.JsonAsync("/v1/articles?limit=1");
        var two = await _client.JsonAsync("/v1/articles?limit=1&facets=type,section,type");

        Assert.Null(none["facets"]);
        Assert.Equal(["section", "type"], two["facets"]!.AsObject().Select(facet => facet.Key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("&q=the+world")]
    public async Task Sections_and_tags_have_the_titles_that_their_own_resources_have(string also)
    {
        var facets = (await _client.JsonAsync($"/v1/articles?limit=0&facetLimit=100&{All}{also}"))["facets"]!;

        Assert.All(
            await TitlesAsync(facets["section"]!, "/v1/sections/{0}"),
            title => Assert.Equal(title.Resource, title.Facet)
        );
        Assert.All(
            await TitlesAsync(facets["tag"]!, "/v1/tags/{0}"),
            title => Assert.Equal(title.Resource, title.Facet)
        );
    }

    [Fact]
    public async Task Types_languages_and_dates_have_titles_for_people()
    {
        var facets = (await _client.JsonAsync($"/v1/articles?limit=0&facetLimit=100&{All}"))["facets"]!;

        Assert.Equal("Analysis", Title(facets["type"]!, "analysis"));
        Assert.Equal("English", Title(facets["language"]!, "en"));
        var day = facets["day"]![0]!;
        var date = DateOnly.ParseExact(day.Text("value"), "yyyy-MM-dd");
        Assert.Equal(date.ToString("d MMMM yyyy"), day.Text("title"));
        Assert.Equal(date.ToString("MMMM yyyy"), Title(facets["month"]!, date.ToString("yyyy-MM")));
        Assert.Equal(date.ToString("yyyy"), Title(facets["year"]!, date.ToString("yyyy")));
    }

    [Fact]
    public async Task The_most_frequent_come_first_and_of_dates_the_latest()
    {
        var facets = (await _client.JsonAsync($"/v1/articles?limit=0&facetLimit=100&{All}"))["facets"]!;

        foreach (var name in new[] { "section", "tag", "type", "language" })
        {
            var counts = facets[name]!.AsArray().Select(value => value!["count"]!.GetValue<int>()).ToList();
            Assert.Equal(counts.OrderDescending(), counts);
        }
        foreach (var name in new[] { "year", "month", "day" })
        {
            var values = facets[name]!.AsArray().Select(value => value!.Text("value")).ToList();
            Assert.Equal(values.Distinct().OrderDescending(StringComparer.Ordinal), values);
        }
    }

    [Fact]
    public async Task A_facet_shows_ten_values_unless_told_otherwise()
    {
        var usual = (await _client.JsonAsync("/v1/articles?limit=0&facets=tag,day"))["facets"]!;
        var three = (await _client.JsonAsync("/v1/articles?limit=0&facets=tag,day&facetLimit=3"))["facets"]!;

        foreach (var name in new[] { "tag", "day" })
        {
            Assert.Equal(10, usual[name]!.AsArray().Count);
            Assert.Equal(
                usual[name]!.AsArray().Take(3).Select(value => value!.ToJsonString()),
                three[name]!.AsArray().Select(value => value!.ToJsonString())
            );
        }
    }

    [Fact]
    public async Task An_empty_result_has_facets_without_values()
    {
        var list = await _client.JsonAsync($"/v1/articles?{All}&to=1900-01-01");

        Assert.All(list["facets"]!.AsObject(), facet => Assert.Empty(facet.Value!.AsArray()));
        Assert.Equal(7, list["facets"]!.AsObject().Count);
    }

    [Fact]
    public async Task Further_pages_have_the_same_facets()
    {
        var first = await _client.JsonAsync($"/v1/articles?q=the+world+water&{All}&limit=3");
        var second = await _client.JsonAsync(new Uri(first["links"]!.Text("next")).PathAndQuery);

        Assert.NotEmpty(first["facets"]!["tag"]!.AsArray());
        Assert.True(JsonNode.DeepEquals(first["facets"], second["facets"]));
    }

    [Theory]
    [InlineData("facets=sections", "facets")]
    [InlineData("facets=tag,,day", "facets")]
    [InlineData("facets=Tag", "facets")]
    [InlineData("facets=", "facets")]
    [InlineData("facets=tag&facetLimit=0", "facetLimit")]
    [InlineData("facets=tag&facetLimit=101", "facetLimit")]
    [InlineData("facets=tag&facetLimit=ten", "facetLimit")]
    [InlineData("facets=tag&facetScope=all", "facetScope")]
    public async Task A_facet_that_cannot_be_is_refused_by_its_parameters_name(string query, string parameter)
    {
        var problem = await _client.JsonAsync($"/v1/articles?{query}", HttpStatusCode.BadRequest);

        Assert.Equal([parameter], problem.FaultyNames());
    }

    [Fact]
    public async Task A_misspelt_facet_is_told_the_right_name()
    {
        var problem = await _client.JsonAsync("/v1/articles?facets=langauge", HttpStatusCode.BadRequest);

        Assert.Contains("'language'", problem["errors"]!["facets"]![0]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private static string Title(JsonNode facet, string value) =>
        facet.AsArray().Single(row => row!.Text("value") == value)!.Text("title");

    private async Task<IEnumerable<(string Facet, string Resource)>> TitlesAsync(JsonNode facet, string address)
    {
        var titles = new List<(string, string)>();
        // A few of each kind: the most frequent and the rarest.
        foreach (var value in facet.AsArray().Take(4).Concat(facet.AsArray().TakeLast(4)))
        {
            var resource = await _client.JsonAsync(string.Format(address, value!.Text("value")));
            titles.Add((value!.Text("title"), resource.Text("title")));
        }
        Assert.NotEmpty(titles);
        return titles;
    }
}
