using System.Net;
using System.Text.Json.Nodes;
using NewsApi.Tests.Contract;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Visibility;

/// <summary>Looks at everything that readers can ask for, and holds it against the model.</summary>
internal sealed class Readers(ModelNewsroom newsroom)
{
    private static readonly PublicPaths Paths = new(ContractDocumentFile.Load());

    private readonly HttpClient _client = newsroom.Readers;
    private Dictionary<string, string?> _etags = new(StringComparer.Ordinal);
    private DateTime _lastChange;

    private IReadOnlyList<ModelStory> Public =>
        [.. newsroom.Stories.Where(story => story is { Public: not null, IsUnswept: false })];

    /// <summary>Everything that could be asked for, whether it is there or not.</summary>
    public IEnumerable<string> Addresses => Paths.All(Names(), Variants());

    /// <param name="noticeable">Whether what was done last is something that readers may notice. If not, not even the date and
    /// the entity tag of any answer may have changed.</param>
    public async Task LookAsync(bool noticeable)
    {
        await LookAtListsAsync();
        await new FeedReaders(newsroom).LookAsync();
        await LookAtStoriesAsync();
        await LookAtVocabularyAsync();
        await LookAtChangesAsync();
        await LookEverywhereAsync(noticeable);
    }

    private async Task LookAtListsAsync()
    {
        var list = await _client.JsonAsync("/v1/articles?limit=100&facets=tag,type,language&facetLimit=100");
        Assert.Equal(Ids(Public), Ids(list));
        Assert.Equal(Public.Count, list.Total());
        foreach (var story in Public)
        {
            var item = list.Items().Single(item => item["id"]!.GetValue<Guid>() == story.Id);
            Assert.Equal($"Headline with {story.Public!.Word}", item.Text("headline"));
            Assert.Equal(story.Public.Section, item["section"]!.Text("slug"));
            Assert.Equal(story.Public.Tags, item["tags"]!.AsArray().Select(tag => tag!.Text("id")));
        }
        Assert.Equal(Counted(Public.SelectMany(story => story.Public!.Tags)), Facet(list, "tag"));
        Assert.Equal(Counted(Public.Select(story => story.Public!.Type)), Facet(list, "type"));
        var export = (await _client.GetStringAsync("/v1/export?fields=headline")).TrimEnd().Split('\n');
        Assert.Equal(Ids(Public), export[..^1].Select(line => JsonNode.Parse(line)!["id"]!.GetValue<Guid>()).Order());
        foreach (var section in newsroom.Vocabulary.SectionNames)
            Assert.Equal(
                Ids(Public.Where(story => newsroom.Vocabulary.IsSectionIn(story.Public!.Section, section))),
                Ids(await _client.JsonAsync($"/v1/articles?limit=100&section={section}"))
            );
        foreach (var tag in newsroom.Vocabulary.TagNames.Where(tag => newsroom.Vocabulary.Tags[tag].IsPublic))
        {
            Assert.Equal(
                Ids(Public.Where(story => story.Public!.Tags.Contains(tag))),
                Ids(await _client.JsonAsync($"/v1/articles?limit=100&tag={tag}"))
            );
            Assert.Equal(
                Ids(Public.Where(story => story.Public!.Tags.Any(other => newsroom.Vocabulary.IsTagIn(other, tag)))),
                Ids(await _client.JsonAsync($"/v1/articles?limit=100&tag={tag}~"))
            );
        }
    }

    private async Task LookAtStoriesAsync()
    {
        foreach (var story in newsroom.Stories)
        {
            var isPublic = story is { Public: not null, IsUnswept: false };
            var status =
                isPublic ? HttpStatusCode.OK
                : story.IsGone ? HttpStatusCode.Gone
                : HttpStatusCode.NotFound;
            var item = await _client.JsonAsync($"/v1/articles/{story.Id}", status);
            if (isPublic)
            {
                Assert.Equal($"Headline with {story.Public!.Word}", item.Text("headline"));
                Assert.Equal(story.Public.Corrections, item["corrections"]!.AsArray().Count);
                Assert.Equal([story.Id], Ids(await _client.SearchAsync($"\"{story.Public.Word}\"")));
            }
            foreach (var slug in story.PublicSlugs)
            {
                using var response = await _client.GetAsync($"/v1/articles/{slug}");
                Assert.Equal(
                    isPublic && slug != story.Public!.Slug ? HttpStatusCode.PermanentRedirect : status,
                    response.StatusCode
                );
            }
            // In quotes, or it would be mended to one that is public.
            foreach (var word in story.HiddenWords)
                Assert.Equal(0, (await _client.SearchAsync($"\"{word}\"")).Total());
        }
    }

    private async Task LookAtVocabularyAsync()
    {
        var vocabulary = newsroom.Vocabulary;
        foreach (var section in vocabulary.SectionNames)
        {
            var inside = Public.Count(story => vocabulary.IsSectionIn(story.Public!.Section, section));
            var answer = await _client.JsonAsync($"/v1/sections/{section}");
            Assert.Equal(inside, answer["articleCount"]!.GetValue<int>());
            Assert.Equal(inside > 0, answer["latestPublishedAt"] is not null);
        }
        var tags = await _client.JsonAsync("/v1/tags?limit=100");
        Assert.Equal(
            vocabulary
                .Tags.Where(tag => tag.Value.IsPublic)
                .Select(tag => $"{tag.Key}: {Public.Count(story => story.Public!.Tags.Contains(tag.Key))}")
                .Order(StringComparer.Ordinal),
            tags.Items().Select(tag => $"{tag["id"]}: {tag["articleCount"]}").Order(StringComparer.Ordinal)
        );
        foreach (var (name, tag) in vocabulary.Tags)
        {
            var suggested = await _client.JsonAsync($"/v1/tags/suggest?prefix={tag.Title}");
            Assert.Equal(tag.IsPublic ? [name] : [], suggested.Items().Select(item => item.Text("id")));
        }
    }

    /// <summary>Whoever follows the log from its beginning has what is public, but for what expires by itself.</summary>
    private async Task LookAtChangesAsync()
    {
        var changes = (await _client.JsonAsync("/v1/changes?limit=1000")).Items().ToList();
        Assert.Equal(await newsroom.NumbersOfChangesAsync(), changes.Select(change => change["seq"]!.GetValue<long>()));
        var mirror = new HashSet<Guid>();
        foreach (var change in changes)
        {
            var id = change["articleId"]!.GetValue<Guid>();
            if (change.Text("kind") is "withdrawn" or "expired")
                mirror.Remove(id);
            else
                mirror.Add(id);
        }
        Assert.Equal(Ids(newsroom.Stories.Where(story => story.Public is not null)), mirror.Order());
    }

    /// <summary>In no answer under any address is a word, a name or an id that readers may not know.</summary>
    private async Task LookEverywhereAsync(bool noticeable)
    {
        var secrets = Secrets().ToList();
        var etags = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var address in Addresses)
        {
            using var response = await _client.GetAsync(address);
            var text = $"{response.Headers}{await response.Content.ReadAsStringAsync()}";
            foreach (var secret in secrets)
                Assert.False(
                    text.Contains(secret, StringComparison.OrdinalIgnoreCase)
                        && !address.Contains(secret, StringComparison.OrdinalIgnoreCase),
                    $"{address} tells of {secret}: {text}"
                );
            etags[address] = response.Headers.ETag?.Tag;
        }
        var lastChange = await newsroom.LastChangeAsync();
        if (!noticeable)
        {
            Assert.Equal(_lastChange, lastChange);
            foreach (var (address, etag) in _etags.Where(before => etags.ContainsKey(before.Key)))
                Assert.True(etag == etags[address], $"{address} had {etag} before and has {etags[address]} now.");
        }
        (_etags, _lastChange) = (etags, lastChange);
    }

    private IEnumerable<string> Secrets()
    {
        foreach (var story in newsroom.Stories.Concat(newsroom.Deleted))
        {
            foreach (var word in story.HiddenWords)
                yield return word;
            if (story.Public is { } form && story.IsUnswept)
                yield return form.Word;
            if (!story.WasPublic)
                yield return story.Id.ToString();
            if (!story.PublicSlugs.Contains(story.Saved.Slug))
                yield return story.Saved.Slug;
        }
        foreach (var title in newsroom.Vocabulary.Buried)
            yield return title;
        foreach (var (name, tag) in newsroom.Vocabulary.Tags.Where(tag => !tag.Value.IsPublic))
        {
            yield return tag.Title;
            yield return $"\"{name}\"";
        }
    }

    private Dictionary<string, IReadOnlyCollection<string>> Names()
    {
        var stories = newsroom.Stories.Concat(newsroom.Deleted).ToList();
        return new(StringComparer.Ordinal)
        {
            ["idOrSlug"] =
            [
                .. stories.Select(story => story.Id.ToString()),
                .. stories.SelectMany(story => story.PublicSlugs.Append(story.Saved.Slug)).Distinct(),
            ],
            ["version"] = ["1", "2"],
            ["slug"] =
            [
                .. newsroom.Vocabulary.SectionNames,
                .. newsroom
                    .Vocabulary.Tags.Keys.Concat(newsroom.Vocabulary.Merged.Keys)
                    .Select(tag => tag.Split('/')[1]),
            ],
            ["type"] = ["topic"],
            ["format"] = ["rss", "atom", "json", "ninjs"],
            ["part"] = [$"{DateTime.UtcNow:yyyy-MM}.xml"],
        };
    }

    private Dictionary<string, IReadOnlyCollection<string>> Variants() =>
        new(Queries, StringComparer.Ordinal)
        {
            ["getOEmbed"] = [.. Names()["idOrSlug"].Select(name => $"url={Uri.EscapeDataString($"/stories/{name}")}")],
        };

    private static readonly Dictionary<string, IReadOnlyCollection<string>> Queries = new(StringComparer.Ordinal)
    {
        ["listArticles"] =
        [
            "fields=*",
            "sort=oldest",
            "sort=updated",
            "q=headline&highlight=true",
            "facets=section,tag,type,language,year,month,day",
        ],
        ["explainArticles"] = ["q=headline"],
        ["getArticle"] =
        [
            "bodyFormat=text",
            "format=jsonld",
            "format=ninjs",
            "format=html",
            "format=markdown",
            "format=text",
        ],
        ["getFeed"] = ["fields=*", "section=world", "q=headline"],
        ["listChanges"] = ["include=article&limit=1000", "section=news&include=article", "type=article|brief"],
        ["exportArticles"] = ["section=world", "type=brief"],
        ["listTags"] = ["sort=usage", "sort=recent", "q=title"],
        ["suggestTags"] = ["type=topic"],
    };

    public static IEnumerable<Guid> Ids(IEnumerable<ModelStory> stories) => stories.Select(story => story.Id).Order();

    public static IEnumerable<Guid> Ids(JsonNode list) =>
        list.Items().Select(item => item["id"]!.GetValue<Guid>()).Order();

    public static IEnumerable<string> Counted(IEnumerable<string> values) =>
        values.CountBy(value => value).Select(pair => $"{pair.Key}: {pair.Value}").Order(StringComparer.Ordinal);

    public static IEnumerable<string> Facet(JsonNode list, string name) =>
        (list["facets"]![name]?.AsArray() ?? [])
            .Select(value => $"{value!["value"]}: {value["count"]}")
            .Order(StringComparer.Ordinal);
}
