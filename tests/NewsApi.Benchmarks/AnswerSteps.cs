using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NewsApi.Articles;
using NewsApi.Benchmarks.Reading;
using NewsApi.Http;
using NewsApi.Sections;
using NewsApi.Tags;

namespace NewsApi.Benchmarks;

/// <summary>The steps from a row of the database to an answer, with an invented story of usual length.</summary>
public class AnswerSteps
{
    private const int Page = 20;

    private static readonly Provenance s_hit = new("newsapi; hit", "0");

    private ArticlePresenter _presenter = null!;
    private ArticleRow _row = null!;
    private FinishedAnswer _answer = null!;
    private DefaultHttpContext _http = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var server = WebApplication.CreateSlimBuilder().Build().Services.GetRequiredService<IServer>();
        _presenter = new(new Site(new SiteOptions { BaseUrl = "https://api.example.org" }, server));
        _row = Row(InventedStory.Make(9_999));
        _answer = ReadyAnswer();
        _http = new() { Response = { Body = Stream.Null } };
    }

    [Benchmark(Description = "JSON of a story from its row")]
    public ReadOnlyMemory<byte> StoryJson() => Json(ArticleMembers.All);

    [Benchmark(Description = "JSON of 20 stories in a list from theirs")]
    public int ListJson()
    {
        var length = 0;
        for (var story = 0; story < Page; story++)
            length += Json(ArticleMembers.Summary).Length;
        return length;
    }

    [Benchmark(Description = "entity tag and headers of a story, made ready for all who ask")]
    public FinishedAnswer ReadyAnswer() =>
        FinishedAnswer.Of(
            new Representation(StoryJson(), MediaTypes.Json)
            {
                ChangedAt = _row.ChangedAt,
                Freshness = Freshness.Brief,
                SurrogateKeys = [$"article/{_row.Id}"],
            }
        );

    [Benchmark(Description = "a ready story, sent")]
    public Task Sent() => _answer.WriteAsync(_http, s_hit);

    private ReadOnlyMemory<byte> Json(ArticleMembers members) =>
        Representation.Json(_presenter.Present(_row, members, BodyFormat.Blocks), NewsJsonContext.Wire.Article);

    private static ArticleRow Row(InventedStory story)
    {
        var line = JsonNode.Parse(story.ToLine())!;
        IReadOnlyList<TagReference> tags =
        [
            .. story.Tags.Select(slug => new TagReference($"topic/{slug}", TagType.Topic, slug, slug)),
            new("contributor/jane-doe", TagType.Contributor, "jane-doe", "Jane Doe"),
        ];
        var at = new DateTimeOffset(story.PublishedAt, TimeSpan.Zero);
        return new()
        {
            Id = Guid.CreateVersion7(),
            Slug = story.Slug,
            Version = 1,
            Type = "article",
            Language = "en",
            Headline = story.Headline,
            Standfirst = story.Standfirst,
            Byline = "By Jane Doe",
            Section = JsonSerializer.SerializeToUtf8Bytes(
                new SectionReference(story.Section, story.Section),
                NewsJsonContext.Wire.SectionReference
            ),
            Tags = JsonSerializer.SerializeToUtf8Bytes(tags, NewsJsonContext.Wire.IReadOnlyListTagReference),
            Rights = "{\"syndicatable\":true}"u8.ToArray(),
            Corrections = "[]"u8.ToArray(),
            WordCount = 500,
            ReadingMinutes = 2,
            Urgency = 3,
            FirstPublishedAt = at,
            PublishedAt = at,
            UpdatedAt = at,
            ChangedAt = at,
            Body = Encoding.UTF8.GetBytes(line["body"]!.ToJsonString()),
        };
    }
}
