using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Unicode;
using NewsApi.Editorial;
using NewsApi.Http;

namespace NewsApi.Importing;

/// <summary>Reads the lines of an import, and finds all that can be found without asking the database.</summary>
internal sealed class LineParser(DraftReview review, TimeProvider time)
{
    private const int MaxDepth = 64;

    /// <returns>Null for a line that has nothing to be taken in: the end that an export marks.</returns>
    public ParsedLine? Parse(RawLine line, ImportOptions options)
    {
        if (line.IsTooLong)
            return Faulty(line, $"A line may have {NdjsonLines.MaxLength} bytes; this one has more.");
        if (!Utf8.IsValid(line.Bytes))
            return Faulty(line, "The line is not valid UTF-8.");
        try
        {
            using var json = JsonDocument.Parse(line.Bytes, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return Read(line, json.RootElement, options);
        }
        catch (JsonException fault)
        {
            return Faulty(line, $"Not valid JSON (of up to {MaxDepth} levels) at byte {fault.BytePositionInLine}.");
        }
    }

    private ParsedLine? Read(RawLine line, JsonElement json, ImportOptions options)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return Faulty(line, "Must be an object.");
        // Only where there are such escapes: looking costs time, and lines are many.
        if (HasSurrogates(line.Bytes) && JsonTexts.HasBrokenName(json))
            return Faulty(line, "Has a member whose name is not valid Unicode.");
        if (json.TryGetProperty("end", out _))
            return null;
        if (json.TryGetProperty("kind", out var kind))
            return ReadName(line, json, kind);
        return NinjsItem.IsOne(json)
            ? new NinjsReader(options, time.GetUtcNow()).Read(json) switch
            {
                { Cancelled: { } source } => new CancellationLine(line.Number, source),
                { Story: { } story } read => Deliver(line, story, options, read.Titles, read.Notes, read.Faults),
                var read => new FaultyLine(line.Number, read.Faults)
                {
                    ExternalId = json.Line("uri"),
                    Notes = read.Notes,
                },
            }
            : ReadStory(line, json, options);
    }

    private static bool HasSurrogates(ReadOnlySpan<byte> json) =>
        json.IndexOf("\\ud"u8) >= 0 || json.IndexOf("\\uD"u8) >= 0;

    private static ParsedLine ReadName(RawLine line, JsonElement json, JsonElement kind)
    {
        if (JsonTexts.TextOf(kind) == LineKinds.Section)
        {
            var section = JsonReading<ImportedSection>.Of(json);
            var faults = Faults(section.Faults);
            if (section.Value is not null)
                VocabularyRules.Check(section.Value, faults);
            return faults.Count == 0
                ? new SectionLine(line.Number, section.Value!)
                : new FaultyLine(line.Number, faults);
        }
        if (JsonTexts.TextOf(kind) == LineKinds.Tag)
        {
            var tag = JsonReading<ImportedTag>.Of(json);
            var faults = Faults(tag.Faults);
            if (tag.Value is not null)
                VocabularyRules.Check(tag.Value, faults);
            return faults.Count == 0 ? new TagLine(line.Number, tag.Value!) : new FaultyLine(line.Number, faults);
        }
        return Faulty(
            line,
            $"Must be {LineKinds.Section} or {LineKinds.Tag}; a line that holds a story has no kind.",
            "/kind"
        );
    }

    private ParsedLine ReadStory(RawLine line, JsonElement json, ImportOptions options)
    {
        var reading = JsonReading<ImportedStory>.Of(json);
        return reading.Value is null
            ? new FaultyLine(line.Number, Faults(reading.Faults))
            : Deliver(line, reading.Value, options, MissingName.None, notes: [], new Faults());
    }

    private ParsedLine Deliver(
        RawLine line,
        ImportedStory story,
        ImportOptions options,
        IReadOnlyDictionary<string, MissingName> titles,
        IReadOnlyList<string> notes,
        Faults faults
    )
    {
        CheckNames(story, faults);
        PublicationRules.Check(story, time.GetUtcNow(), faults);
        var pending = story.Pending is null ? null : Examine(story.Pending);
        faults.AddBelow("/pending", pending?.Examined.Faults);
        return new StoryLine(
            line.Number,
            new()
            {
                Source = SourceOf(line, story, options),
                Id = story.Id,
                Faults = faults,
                Text = Examine(story),
                Pending = pending,
                FormerSlugs = story.FormerSlugs,
                Publication = story.Publication,
                PublishNow = story.Publication is null && options.Publishes ? Impact.Major : null,
                Titles = titles,
                Notes = notes,
            }
        );
    }

    /// <summary>A story that nothing names is known by its line, so that the same file again makes no second one.</summary>
    private static StorySource? SourceOf(RawLine line, ImportedStory story, ImportOptions options)
    {
        var provider = story.Provider ?? options.Provider;
        if (story.ExternalId is { } name)
            return new(provider, name);
        return story.Id is null
            ? new(provider, $"sha256:{Convert.ToHexStringLower(SHA256.HashData(line.Bytes))}")
            : null;
    }

    private ExaminedText Examine(ArticleDraft draft) => new(draft, review.Examine(draft));

    private static void CheckNames(ImportedStory story, Faults faults)
    {
        if (story.Provider is not null && !ProviderName.TryRead(story.Provider, out _, out var provider))
            faults.Add("/provider", provider);
        if (story.ExternalId is not null && !ExternalName.TryRead(story.ExternalId, out _, out var name))
            faults.Add("/externalId", name);
        if (story.FormerSlugs.Count > ImportedStory.MaxFormerSlugs)
            faults.Add("/formerSlugs", $"May be {ImportedStory.MaxFormerSlugs} at most.");
        for (var i = 0; i < story.FormerSlugs.Count; i++)
        {
            if (!Slugs.IsWellFormed(story.FormerSlugs[i]))
                faults.Add($"/formerSlugs/{i}", "Must be a slug: lower-case letters, digits, single hyphens.");
        }
    }

    private static Faults Faults(IEnumerable<(string Pointer, string Message)> found)
    {
        var faults = new Faults();
        foreach (var (pointer, message) in found)
            faults.Add(pointer, message);
        return faults;
    }

    private static FaultyLine Faulty(RawLine line, string message, string pointer = "")
    {
        var faults = new Faults();
        faults.Add(pointer, message);
        return new(line.Number, faults);
    }
}
