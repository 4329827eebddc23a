using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Vocabulary;

/// <summary>Holds everything that readers see of sections and tags against the model.</summary>
internal sealed class PublicSide(Newsroom newsroom, EditorialClient desk, ModelNewsroom model)
{
    private readonly HttpClient _client = newsroom.Client;

    public async Task MustBeAsInTheModelAsync()
    {
        await SectionsAsync();
        await TagsAsync();
        await FacetsAsync();
        await DeskAsync();
        await ChangeLogAsync();
    }

    private async Task SectionsAsync()
    {
        var tree = await _client.JsonAsync("/v1/sections");
        Assert.Equal(
            model.Tree().Select(section => Line(section, model.In(section), section.Parent?.Slug)),
            tree.Items().SelectMany(section => Flat(section, null))
        );
        foreach (var section in model.Sections)
        {
            var names = section.FormerSlugs.Append(section.Slug);
            foreach (var name in names)
                await ListAsync($"section={name}", model.In(section));
            foreach (var former in section.FormerSlugs)
                await MovedAsync($"/v1/sections/{former}", $"/v1/sections/{section.Slug}");
        }

        static IEnumerable<string> Flat(JsonNode section, string? parent) =>
            section["children"]!
                .AsArray()
                .SelectMany(child => Flat(child!, section.Text("slug")))
                .Prepend(Line(section, parent));
    }

    private async Task TagsAsync()
    {
        var known = model.Tags.Where(tag => tag.IsKnown).ToList();
        var list = await _client.JsonAsync("/v1/tags?limit=100&sort=usage");
        Assert.Equal(
            known
                .OrderByDescending(tag => model.Under(tag).Count)
                .ThenByDescending(tag => tag.Number)
                .Select(tag => Line(tag, model.Under(tag), Id(tag.Parent)) + string.Join(',', tag.Aliases)),
            list.Items()
                .Select(tag => Line(tag, tag["parent"]?.Text("id")) + string.Join(',', tag["aliases"]!.AsArray()))
        );
        foreach (var tag in model.Tags)
        {
            if (!tag.IsKnown)
            {
                foreach (var name in tag.FormerSlugs.Append(tag.Slug))
                    await _client.JsonAsync($"/v1/tags/topic/{name}", HttpStatusCode.NotFound);
                continue;
            }
            foreach (var name in tag.FormerSlugs.Append(tag.Slug))
            {
                await ListAsync($"tag=topic/{name}", model.Under(tag));
                await ListAsync($"tag=topic/{name}~", model.Under(tag, below: true));
            }
            foreach (var former in tag.FormerSlugs)
                await MovedAsync($"/v1/tags/topic/{former}", $"/v1/tags/topic/{tag.Slug}");
            foreach (var hidden in tag.HiddenSlugs)
                await _client.JsonAsync($"/v1/tags/topic/{hidden}", HttpStatusCode.NotFound);
            var suggested = await _client.JsonAsync($"/v1/tags/suggest?prefix={tag.Title[..5]}&limit=50");
            Assert.Contains(Id(tag), suggested.Items().Select(item => item.Text("id")));
            if (model.Under(tag).Count > 0)
                await ListAsync($"q={tag.Title}&sort=newest", model.Under(tag));
        }
    }

    private async Task FacetsAsync()
    {
        var scopes = model.Sections.Select(section => ($"&section={section.Slug}", model.In(section)));
        foreach (var (filter, stories) in scopes.Prepend(("", [.. model.Visible])))
        {
            var list = await _client.JsonAsync($"/v1/articles?limit=0&facets=section,tag&facetLimit=100{filter}");
            Assert.Equal(
                Counts(stories.SelectMany(story => story.PublicSection!.Path), section => section.Slug),
                Values(list, "section")
            );
            Assert.Equal(Counts(stories.SelectMany(story => story.PublicTags), tag => Id(tag)!), Values(list, "tag"));
        }
        foreach (var story in model.Visible)
        {
            var article = await _client.JsonAsync($"/v1/articles/{story.Slug}");
            Assert.Equal(
                $"{story.PublicSection!.Slug} {story.PublicSection.Title}",
                $"{article["section"]!.Text("slug")} {article["section"]!.Text("title")}"
            );
            Assert.Equal(
                story.PublicTags.Select(tag => $"{Id(tag)} {tag.Title}").Order(StringComparer.Ordinal),
                article["tags"]!
                    .AsArray()
                    .Select(tag => $"{tag!.Text("id")} {tag!.Text("title")}")
                    .Order(StringComparer.Ordinal)
            );
        }

        static IEnumerable<string> Counts(IEnumerable<ModelTerm> terms, Func<ModelTerm, string> name) =>
            terms
                .CountBy(term => term)
                .Select(count => $"{name(count.Key)} {count.Key.Title} {count.Value}")
                .Order(StringComparer.Ordinal);

        static IEnumerable<string> Values(JsonNode list, string facet) =>
            list["facets"]![facet]!
                .AsArray()
                .Select(value => $"{value!.Text("value")} {value!.Text("title")} {value!["count"]}")
                .Order(StringComparer.Ordinal);
    }

    /// <summary>What the newsroom sees.</summary>
    private async Task DeskAsync()
    {
        var sections = await desk.ReadAsync("/v1/editorial/sections");
        Assert.Equal(
            model.Tree().Select(section => Usage(section.Slug, section, model.Sections)),
            sections.Items().Select(section => Listed(section, "slug"))
        );
        var tags = await desk.ReadAsync("/v1/editorial/tags?limit=100");
        Assert.Equal(
            model
                .Tags.OrderBy(tag => tag.Title, StringComparer.Ordinal)
                .Select(tag => Usage(Id(tag)!, tag, model.Tags)),
            tags.Items().Select(tag => Listed(tag, "id"))
        );

        string Usage(string name, ModelTerm term, List<ModelTerm> terms) =>
            $"{name}: {model.StoriesWith(term)}, {terms.Count(other => other.Parent == term)}, {string.Join(' ', term.FormerSlugs.Concat(term.HiddenSlugs).Order(StringComparer.Ordinal))}";

        static string Listed(JsonNode term, string name) =>
            $"{term.Text(name)}: {term["usage"]!["stories"]}, {term["usage"]!["children"]}, {string.Join(' ', term["formerSlugs"]!.AsArray())}";
    }

    /// <summary>The latest that the log says of each public story is what can be filtered by; ids of what was merged are those
    /// of what it was merged into. And the log has no gap.</summary>
    private async Task ChangeLogAsync()
    {
        await using var owner = new NpgsqlConnection(newsroom.Connections.Owner);
        var wrong = await owner.QueryAsync<string>(
            """
            with said as (
              select distinct on (article_id) article_id, version, section_ids, tag_ids, tag_ids_above
              from delivery.changes
              order by article_id, seq desc
            ),
            held as (
              select r.id, r.slug, r.version, r.section_ids, r.tag_ids, delivery.tags_above(r.tag_ids) as tag_ids_above
              from delivery.articles r
            )
            select h.slug
            from held h
            join said s on s.article_id = h.id
            where h.version <> s.version
              or array(select distinct coalesce(m.into_id, u.id) from unnest(s.section_ids) u (id) left join delivery.merged_sections m on m.id = u.id order by 1)
                <> array(select id from unnest(h.section_ids) u (id) order by 1)
              or array(select distinct coalesce(m.into_id, u.id) from unnest(s.tag_ids) u (id) left join delivery.merged_tags m on m.id = u.id order by 1)
                <> array(select id from unnest(h.tag_ids) u (id) order by 1)
              or array(select distinct coalesce(m.into_id, u.id) from unnest(s.tag_ids_above) u (id) left join delivery.merged_tags m on m.id = u.id order by 1)
                <> array(select distinct coalesce(m.into_id, u.id) from unnest(h.tag_ids_above) u (id) left join delivery.merged_tags m on m.id = u.id order by 1)
            """
        );
        Assert.Empty(wrong);
        var lost = await owner.QueryAsync<int>(
            """
            select id from delivery.merged_tags where into_id not in (select id from delivery.tags)
            union all
            select id from delivery.merged_sections where into_id not in (select id from delivery.sections)
            """
        );
        Assert.Empty(lost);
        Assert.True(
            await owner.ExecuteScalarAsync<bool>(
                "select (select seq from delivery.change_counter) = (select count(*) from delivery.changes)"
            )
        );
    }

    private async Task ListAsync(string query, IReadOnlyList<ModelStory> stories)
    {
        var list = await _client.JsonAsync($"/v1/articles?{query}&limit=100&fields=slug");
        Assert.Equal(
            $"{query}: {stories.Count}, {string.Join(' ', stories.Select(story => story.Slug))}",
            $"{query}: {list.Total()}, {string.Join(' ', list.Slugs())}"
        );
    }

    private async Task MovedAsync(string path, string present)
    {
        using var answer = await _client.GetAsync(path);
        Assert.Equal(HttpStatusCode.PermanentRedirect, answer.StatusCode);
        Assert.Equal(present, answer.Headers.Location!.OriginalString);
    }

    private static string Line(ModelTerm term, IReadOnlyList<ModelStory> stories, string? parent) =>
        $"{term.Slug} {term.Title} {stories.Count} {(stories.Count > 0 ? stories[0].PublishedAt : null):O} below {parent} ";

    private static string Line(JsonNode term, string? parent) =>
        $"{term.Text("slug")} {term.Text("title")} {term["articleCount"]} {term["latestPublishedAt"]?.GetValue<DateTimeOffset>():O} below {parent} ";

    private static string? Id(ModelTerm? tag) => tag is null ? null : $"topic/{tag.Slug}";
}
