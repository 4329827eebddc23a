using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NewsApi.Editorial;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Importing;

/// <summary>A newsroom in which anything that can be done with stories has been done with some, in an order given by chance.
/// </summary>
internal sealed class RandomNewsroom(Newsroom newsroom, Wire wire, Random random)
{
    private static readonly string[] Sections = ["news", "science", "space"];
    private static readonly string[] Tags = ["topic/sea", "topic/tide", "topic/moon", "place/here", "person/someone"];
    private static readonly string[] Types = ["article", "opinion", "brief"];
    private static readonly string[] Languages = ["en", "en-GB", "de", "zh"];

    private int _names;

    public async Task FillAsync(int stories)
    {
        await wire.ImportAsync(
            Line("section", "science", "Science", ("formerSlugs", new JsonArray("sci"))),
            Line("section", "space", "Space", ("parent", "science"), ("position", 3), ("description", "Far away.")),
            Line("tag", "topic/sea", "The sea", ("aliases", new JsonArray("Ocean", "Meer"))),
            Line(
                "tag",
                "topic/tide",
                "Tides",
                ("parent", "topic/sea"),
                ("formerIds", new JsonArray("topic/tides", "topic/flood"))
            ),
            Line("tag", "topic/moon", "Moon", ("externalIds", new JsonObject { ["wikidata"] = "Q405" })),
            Line("tag", "place/here", "Here"),
            Line("tag", "place/there", "There", ("parent", "place/here"), ("public", true)),
            Line("tag", "person/someone", "Someone")
        );
        for (var i = 0; i < stories; i++)
        {
            var id = await CreateAsync();
            for (var step = random.Next(6); step > 0; step--)
                await ChangeAsync(id);
        }
        await ExpireAsync();
    }

    private async Task<string> CreateAsync()
    {
        var draft = Draft();
        if (random.Next(3) > 0)
            return (await wire.ImportAsync(draft)).Results[0].Text("id");
        var query = random.Next(2) == 0 ? "" : "?publish=true";
        return (await wire.IngestAsync($"urn:{_names}", draft, query, HttpStatusCode.Created)).Text("id");
    }

    /// <summary>Something that is open for the story where it stands.</summary>
    private async Task ChangeAsync(string id)
    {
        using var response = await wire.Client.GetAsync(new Uri($"/v1/editorial/articles/{id}", UriKind.Relative));
        if (response.StatusCode == HttpStatusCode.NotFound)
            return;
        var story = await response.JsonAsync(HttpStatusCode.OK);
        List<string> open = [.. story["open"]!.AsArray().Select(step => step!.GetValue<string>()), "patch", "patch"];
        var step = open[random.Next(open.Count)];
        if (step == "delete" || (step == "patch" && story.Text("state") == "withdrawn"))
            return;
        if (step == "patch")
            await wire.PatchAsync(id, Patch());
        else
        {
            // Some steps are refused for what was saved before: then nothing has been done.
            using var done = await wire.TryStepAsync(
                id,
                step == "correct" ? "corrections" : step,
                await BodyAsync(step, id)
            );
            Assert.Contains(done.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.BadRequest });
        }
    }

    private JsonObject Patch() =>
        random.Next(4) switch
        {
            0 => new() { ["headline"] = $"Story {++_names} anew" },
            1 => new() { ["slug"] = $"slug-{++_names}" },
            2 => new() { ["section"] = OneOf(Sections) },
            _ => new() { ["tags"] = SomeTags() },
        };

    private async Task<JsonObject?> BodyAsync(string step, string id)
    {
        var later = DateTimeOffset.UtcNow.AddDays(random.Next(1, 9)).ToString("yyyy-MM-ddTHH:mm:ssZ");
        switch (step)
        {
            case "publish":
                return random.Next(5) switch
                {
                    0 => new() { ["at"] = later },
                    1 => new() { ["embargoUntil"] = later },
                    2 => new() { ["impact"] = "minor" },
                    _ => [],
                };
            case "correct":
                return new() { ["text"] = $"Mistake {++_names}." };
            case "withdraw":
                var others = await newsroom.Client.JsonAsync("/v1/articles?fields=slug&limit=100");
                var other = others.Items().Select(item => item.Text("id")).FirstOrDefault(other => other != id);
                return other is null || random.Next(2) == 0
                    ? new() { ["kind"] = OneOf("legal", "rights", "editorial"), ["reason"] = $"Reason {++_names}." }
                    : new() { ["kind"] = "duplicate", ["replacedBy"] = other };
            default:
                return null;
        }
    }

    /// <summary>A story whose rights have ended.</summary>
    private async Task ExpireAsync()
    {
        var publication = new JsonObject { ["state"] = "published", ["publishedAt"] = "2020-01-01T00:00:00Z" };
        var expired = Draft();
        expired["publication"] = publication;
        expired["rights"] = new JsonObject { ["expiresAt"] = "2020-06-01T00:00:00Z" };
        await wire.ImportAsync(expired);
        var unswept = expired.DeepClone().AsObject();
        unswept["headline"] = "Story that nobody has swept away";
        unswept.Remove("slug");
        if (random.Next(2) == 0)
            await newsroom.Services.GetRequiredService<DueStories>().ExpireAsync(CancellationToken.None);
        await wire.ImportAsync(unswept);
    }

    private JsonObject Draft()
    {
        var draft = Wire.Draft($"Story {++_names}", OneOf(Sections));
        draft["type"] = OneOf(Types);
        draft["language"] = OneOf(Languages);
        draft["standfirst"] = $"A story of {OneOf("tides", "moons", "people")}.";
        draft["tags"] = SomeTags();
        draft["urgency"] = random.Next(1, 9);
        draft["rights"] = new JsonObject { ["syndicatable"] = random.Next(2) == 0 };
        if (random.Next(2) == 0)
            draft["byline"] = "By Amara Lindqvist";
        return draft;
    }

    private JsonArray SomeTags() =>
        [.. Tags.Where(_ => random.Next(3) == 0).Select(tag => (JsonNode)JsonValue.Create(tag))];

    private T OneOf<T>(params T[] values) => values[random.Next(values.Length)];

    private static JsonObject Line(
        string kind,
        string name,
        string title,
        params (string Name, JsonNode? Value)[] members
    )
    {
        var line = new JsonObject
        {
            ["kind"] = kind,
            [kind == "tag" ? "id" : "slug"] = name,
            ["title"] = title,
        };
        foreach (var (member, value) in members)
            line[member] = value;
        return line;
    }
}
