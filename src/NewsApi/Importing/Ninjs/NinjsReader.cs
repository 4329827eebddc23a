using System.Text.Json;
using System.Text.RegularExpressions;
using NewsApi.Articles;
using NewsApi.Editorial;
using NewsApi.Http;

namespace NewsApi.Importing;

/// <summary>What was made of an item.</summary>
/// <param name="Faults">Under pointers into the item; with one there is nothing else.</param>
internal sealed record NinjsReading(Faults Faults)
{
    public ImportedStory? Story { get; init; }

    /// <summary>The story that its provider has taken back.</summary>
    public StorySource? Cancelled { get; init; }

    /// <summary>What the names in the story are called.</summary>
    public IReadOnlyDictionary<string, MissingName> Titles { get; init; } = MissingName.None;

    /// <summary>What of the item is not in the story.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>Makes stories of items in the news exchange format ninjs.</summary>
internal sealed partial class NinjsReader(ImportOptions options, DateTimeOffset now)
{
    private static readonly string[] StoryTypes = ["text", "composite"];

    private readonly Faults _faults = new();
    private readonly List<string> _notes = [];

    public NinjsReading Read(JsonElement item)
    {
        if (NinjsItem.IsOfVersionOne(item))
            _faults.Add("", "This is an item of ninjs 1; versions 2 and 3 are read.");
        else if (item.Text("uri") is not { } uri)
            _faults.Add("/uri", "An item needs a uri, by which it is known.");
        else if (!ExternalName.TryRead(uri, out _, out var fault))
            _faults.Add("/uri", fault);
        else if (item.Text("pubStatus") == "canceled")
            return new(_faults) { Cancelled = new(options.Provider, uri) };
        if (item.Text("type") is { } type && !StoryTypes.Contains(type))
            _faults.Add("/type", $"Only items of type {string.Join(" or ", StoryTypes)} are stories; this is {type}.");
        if (_faults.Count > 0)
            return new(_faults) { Notes = _notes };
        var names = NinjsNames.Of(item, _notes);
        var picture = new NinjsPictures(item, _notes);
        var headline = item.Objects("headlines").InRole(["main"])?.Line("value") ?? item.Line("title") ?? "";
        var embargoUntil = Instant(item, "embargoedUntil") ?? Instant(item, "embargoed");
        var section = options.Section ?? names.Section;
        if (section is null)
            _faults.Add(
                "/section",
                "An item has none, and no subject to take for one. Say which by the parameter section."
            );
        var language = item.Text("language") is { } given ? Language(given) : options.Language;
        if (language is null)
            _faults.Add("/language", "The item does not say it. Say which by the parameter language.");
        var publication = Publication(item, embargoUntil);
        if (_faults.Count > 0)
            return new(_faults) { Notes = _notes };
        return new(_faults)
        {
            Story = new()
            {
                ExternalId = item.Text("uri"),
                Type = NinjsNames.TypeOf(item),
                Language = language!,
                Headline = headline,
                Standfirst = Standfirst(item),
                Byline = item.Line("by"),
                Section = section!,
                Tags = names.Tags,
                LeadImage = picture.Lead,
                Body = Body(item, headline, picture),
                Urgency = Math.Clamp(item.Number("urgency") ?? 4, 1, 8),
                Rights = Rights(item),
                EmbargoUntil = embargoUntil,
                Publication = publication,
            },
            Titles = names.Titles,
            Notes = _notes,
        };
    }

    private static string Standfirst(JsonElement item)
    {
        var text = item.Objects("descriptions").InRole(["summary", "text"], "creditline", "caption", "alttext");
        if (text?.Text("value") is not { } value)
            return "";
        var plain = IsHtml(text.Value) ? HtmlBlocks.PlainText(value) : value;
        return plain.Characters() <= ArticleDraft.MaxStandfirstLength ? plain : "";
    }

    private List<Block> Body(JsonElement item, string headline, NinjsPictures pictures)
    {
        var bodies = item.Objects("bodies").Where(body => body.Text("value") is not null).ToList();
        if (bodies.Find(IsHtml) is { ValueKind: JsonValueKind.Object } html)
            return new HtmlBlocks(headline, pictures.SizeOf, _notes).Read(html.Text("value")!);
        if (bodies.Find(IsPlain) is { ValueKind: JsonValueKind.Object } plain)
            return HtmlBlocks.OfText(plain.Text("value")!);
        if (bodies.Count > 0)
            _notes.Add("The text was left out: none of its forms is HTML or plain.");
        return [];
    }

    private static bool IsHtml(JsonElement body) =>
        (body.Text("contentType") ?? body.Text("role") ?? "").Contains("html", StringComparison.OrdinalIgnoreCase);

    private static bool IsPlain(JsonElement body) => body.Text("contentType") is null or "text/plain";

    /// <summary>What a provider says of its use by others is not known: so others are not offered the story.</summary>
    private static Rights Rights(JsonElement item)
    {
        var holder = item.Line("copyrightHolder");
        var licence = item.TryGetProperty("rightsInfo", out var info) ? info.Text("linkedRights") : null;
        return new()
        {
            Syndicatable = false,
            Copyright = item.Line("copyrightNotice") ?? (holder is null ? null : $"© {holder}"),
            UsageTerms = item.Line("usageTerms"),
            Licence = licence is not null && WebAddress.Is(licence) ? licence : null,
        };
    }

    /// <summary>An item that is to be published keeps the instants of its provider.</summary>
    private ImportedPublication? Publication(JsonElement item, DateTimeOffset? embargoUntil)
    {
        if (item.Text("pubStatus") == "withheld")
        {
            _notes.Add("Its provider withholds it: it is a draft.");
            return new() { State = StoryState.Draft };
        }
        var version = Instant(item, "versionCreated");
        var first = Instant(item, "firstCreated") ?? Instant(item, "contentCreated") ?? version;
        if (!options.Publishes || version is null || embargoUntil > now)
            return null;
        if (version > now)
        {
            _notes.Add("versionCreated is yet to come: the story is published now.");
            return null;
        }
        return new()
        {
            State = StoryState.Published,
            FirstPublishedAt = first < version ? first : version,
            PublishedAt = version,
        };
    }

    private DateTimeOffset? Instant(JsonElement item, string member)
    {
        if (!item.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (
            value.ValueKind == JsonValueKind.String
            && value.TryGetDateTimeOffset(out var instant)
            && HasOffset().IsMatch(value.GetString()!)
        )
            return instant.ToUniversalTime().AddTicks(-(instant.Ticks % TimeSpan.TicksPerMicrosecond));
        _faults.Add($"/{member}", "Must be an instant with its offset, such as 2026-11-23T09:30:00Z.");
        return null;
    }

    /// <summary>Letters in the case that BCP 47 recommends; many providers do not heed it.</summary>
    private static string Language(string text)
    {
        var parts = text.Replace('_', '-').Split('-');
        return string.Join(
            '-',
            parts.Select(
                (part, i) =>
                    i == 0 ? part.ToLowerInvariant()
                    : part.Length == 4 ? char.ToUpperInvariant(part[0]) + part[1..].ToLowerInvariant()
                    : part.ToUpperInvariant()
            )
        );
    }

    // Without one it would be taken for the time of whatever place this program runs in.
    [GeneratedRegex(@"T.*(Z|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HasOffset();
}
