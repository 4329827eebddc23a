using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NewsApi.Access;
using NewsApi.Http;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Visibility;

/// <summary>Looks with a key that opens a part of what is public at everything that readers can ask for, and holds it against
/// the model: stories outside the part are as if they were not public.</summary>
internal sealed class PartialReader
{
    private readonly ModelNewsroom _newsroom;
    private readonly Readers _readers;
    private readonly HttpClient _client;
    private readonly bool _isLate;
    private readonly Func<ModelVocabulary, StoryForm, bool, bool> _opens;

    /// <summary>Words of forms that the reader has been able to read, ids and slugs of those stories, names of their tags.</summary>
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Stories that were there for the reader when they were public last.</summary>
    private readonly HashSet<Guid> _lastSeen = [];

    private PartialReader(
        ModelNewsroom newsroom,
        Readers readers,
        HttpClient client,
        bool isLate,
        Func<ModelVocabulary, StoryForm, bool, bool> opens
    ) => (_newsroom, _readers, _client, _isLate, _opens) = (newsroom, readers, client, isLate, opens);

    /// <summary>One for each kind of entitlement.</summary>
    public static async Task<IReadOnlyList<PartialReader>> AllAsync(ModelNewsroom newsroom, Readers readers)
    {
        return
        [
            await WithAsync(
                new() { Section = "world" },
                (vocabulary, form, _) => vocabulary.IsSectionIn(form.Section, "world")
            ),
            await WithAsync(
                new() { Tag = "topic/air|topic/fire~", Type = "-brief" },
                (vocabulary, form, _) =>
                    form.Type != "brief"
                    && form.Tags.Any(tag => Is(vocabulary, tag, "topic/air") || IsIn(vocabulary, tag, "topic/fire"))
            ),
            await WithAsync(new() { SyndicatableOnly = true }, (_, form, _) => form.Syndicatable),
            await WithAsync(new() { DelayDays = StoryTime.AgedDays }, (_, _, isAged) => isAged),
        ];

        async Task<PartialReader> WithAsync(Entitlement entitlement, Func<ModelVocabulary, StoryForm, bool, bool> opens)
        {
            var keys = newsroom.Service.Services.GetRequiredService<KeyStore>();
            var key = await keys.CreateAsync(
                new("a part", [Scopes.ContentRead]) { Entitlement = entitlement },
                CancellationToken.None
            );
            var client = newsroom.Service.NewClient();
            client.DefaultRequestHeaders.Add("X-Api-Key", key.Text);
            return new(newsroom, readers, client, entitlement.DelayDays is not null, opens);
        }
    }

    /// <summary>What was merged goes on under the name of what it was merged into.</summary>
    private static bool Is(ModelVocabulary vocabulary, string tag, string name) => tag == vocabulary.PresentName(name);

    private static bool IsIn(ModelVocabulary vocabulary, string tag, string name) =>
        vocabulary.PresentName(name) is { } present && vocabulary.IsTagIn(tag, present);

    private IReadOnlyList<ModelStory> InView =>
        [.. _newsroom.Stories.Where(story => story is { Public: not null, IsUnswept: false } && IsOpen(story))];

    private bool IsOpen(ModelStory story) => _opens(_newsroom.Vocabulary, story.Public!, story.IsAged);

    private IReadOnlySet<string> TagsInView
    {
        get
        {
            var tags = InView.SelectMany(story => story.Public!.Tags).ToHashSet(StringComparer.Ordinal);
            foreach (var tag in tags.ToList())
            {
                for (var above = Parent(tag); above is not null; above = Parent(above))
                    tags.Add(above);
            }
            return tags;

            string? Parent(string tag) => _newsroom.Vocabulary.Tags[tag].Parent;
        }
    }

    /// <summary>Notes what there is to be known, though nobody looks just now.</summary>
    public void Follow()
    {
        foreach (var story in _newsroom.Stories.Where(story => story.Public is not null))
        {
            if (!IsOpen(story))
            {
                _lastSeen.Remove(story.Id);
                continue;
            }
            _lastSeen.Add(story.Id);
            _known.Add(story.Id.ToString());
            // Whoever comes late finds the versions that there were meanwhile.
            _known.UnionWith(_isLate ? story.PublicWords : [story.Public!.Word]);
            _known.Add(story.Public!.Slug);
        }
        foreach (var tag in TagsInView)
        {
            _known.Add($"\"{tag}\"");
            _known.Add(_newsroom.Vocabulary.Tags[tag].Title);
        }
    }

    public async Task LookAsync()
    {
        Follow();
        await LookAtListsAsync();
        await LookAtStoriesAsync();
        await LookAtVocabularyAsync();
        await LookAtChangesAsync();
        await LookEverywhereAsync();
    }

    private async Task LookAtListsAsync()
    {
        var list = await _client.JsonAsync("/v1/articles?limit=100&facets=tag,type,section&facetLimit=100");
        Assert.Equal(Readers.Ids(InView), Readers.Ids(list));
        Assert.Equal(InView.Count, list.Total());
        Assert.Equal(Readers.Counted(InView.SelectMany(story => story.Public!.Tags)), Readers.Facet(list, "tag"));
        Assert.Equal(Readers.Counted(InView.Select(story => story.Public!.Type)), Readers.Facet(list, "type"));
        var widened = await _client.JsonAsync("/v1/articles?limit=0&section=news&facets=section&facetScope=exceptSelf");
        Assert.Equal(
            InView.Count,
            widened["facets"]!["section"]!
                .AsArray()
                .Where(value => _newsroom.Vocabulary.Sections[value!.Text("value")] is null)
                .Sum(value => value!["count"]!.GetValue<int>())
        );
        var export = (await _client.GetStringAsync("/v1/export?fields=headline")).TrimEnd().Split('\n');
        Assert.Equal(
            Readers.Ids(InView),
            export[..^1].Select(line => JsonNode.Parse(line)!["id"]!.GetValue<Guid>()).Order()
        );
        var feed = JsonNode.Parse(await _client.GetStringAsync("/v1/feeds/json?limit=100"))!;
        Assert.Equal(
            InView.Select(story => $"urn:uuid:{story.Id}").Order(StringComparer.Ordinal),
            feed.Items().Select(item => item.Text("id")).Order(StringComparer.Ordinal)
        );
    }

    private async Task LookAtStoriesAsync()
    {
        var there = InView;
        foreach (var story in _newsroom.Stories)
        {
            var status =
                there.Contains(story) ? HttpStatusCode.OK
                : story.IsGone && _lastSeen.Contains(story.Id) ? HttpStatusCode.Gone
                : HttpStatusCode.NotFound;
            foreach (var name in story.PublicSlugs.Append(story.Id.ToString()))
            {
                using var response = await _client.GetAsync($"/v1/articles/{name}");
                var isMoved = status == HttpStatusCode.OK && name != story.Id.ToString() && name != story.Public!.Slug;
                Assert.Equal(isMoved ? HttpStatusCode.PermanentRedirect : status, response.StatusCode);
                Assert.DoesNotContain("public", response.Header("Cache-Control"), StringComparison.Ordinal);
            }
            if (story.Public is { } form)
                Assert.Equal(there.Contains(story) ? 1 : 0, (await _client.SearchAsync($"\"{form.Word}\"")).Total());
        }
    }

    private async Task LookAtVocabularyAsync()
    {
        var vocabulary = _newsroom.Vocabulary;
        foreach (var section in vocabulary.SectionNames)
        {
            var inside = InView.Count(story => vocabulary.IsSectionIn(story.Public!.Section, section));
            var answer = await _client.JsonAsync($"/v1/sections/{section}");
            Assert.Equal(inside, answer["articleCount"]!.GetValue<int>());
        }
        var tags = await _client.JsonAsync("/v1/tags?limit=100");
        Assert.Equal(
            TagsInView
                .Select(tag => $"{tag}: {InView.Count(story => story.Public!.Tags.Contains(tag))}")
                .Order(StringComparer.Ordinal),
            tags.Items().Select(tag => $"{tag["id"]}: {tag["articleCount"]}").Order(StringComparer.Ordinal)
        );
        Assert.Equal(TagsInView.Count, tags.Total());
        foreach (var (name, tag) in vocabulary.Tags)
        {
            var isKnown = TagsInView.Contains(name);
            var suggested = await _client.JsonAsync($"/v1/tags/suggest?prefix={tag.Title}");
            Assert.Equal(isKnown ? [name] : [], suggested.Items().Select(item => item.Text("id")));
            using var list = await _client.GetAsync($"/v1/articles?tag={name}~");
            Assert.Equal(isKnown ? HttpStatusCode.OK : HttpStatusCode.BadRequest, list.StatusCode);
        }
    }

    /// <summary>Whoever follows the log from its beginning has what is there for them.</summary>
    private async Task LookAtChangesAsync()
    {
        var mirror = new HashSet<Guid>();
        foreach (var change in (await _client.JsonAsync("/v1/changes?limit=1000")).Items())
        {
            var id = change["articleId"]!.GetValue<Guid>();
            if (change.Text("kind") is "withdrawn" or "expired" or "left")
                mirror.Remove(id);
            else
                mirror.Add(id);
        }
        Assert.Equal(
            Readers.Ids(_newsroom.Stories.Where(story => story.Public is not null && IsOpen(story))),
            mirror.Order()
        );
    }

    private async Task LookEverywhereAsync()
    {
        var secrets = Secrets().Where(secret => !_known.Contains(secret)).Distinct(StringComparer.Ordinal).ToList();
        foreach (var address in _readers.Addresses)
        {
            using var response = await _client.GetAsync(address);
            var text = $"{response.Headers}{await response.Content.ReadAsStringAsync()}";
            foreach (var secret in secrets)
                Assert.False(
                    text.Contains(secret, StringComparison.OrdinalIgnoreCase)
                        && !address.Contains(secret, StringComparison.OrdinalIgnoreCase),
                    $"{address} tells of {secret}: {text}"
                );
        }
    }

    /// <summary>Whatever could be told, but for what must not be to anybody, which is looked for without a key.</summary>
    private IEnumerable<string> Secrets()
    {
        foreach (var story in _newsroom.Stories)
        {
            yield return story.Id.ToString();
            foreach (var slug in story.PublicSlugs)
                yield return slug;
            foreach (var word in story.PublicWords)
                yield return word;
        }
        foreach (var (name, tag) in _newsroom.Vocabulary.Tags)
        {
            yield return $"\"{name}\"";
            yield return tag.Title;
        }
    }
}
