using NewsApi.Editorial;
using NewsApi.Search;

namespace NewsApi.Benchmarks.Archive;

/// <summary>Makes the stories of an archive, each from its number alone, so that the same number always gives the same story
/// and several can be made at once.</summary>
internal sealed class StoryMaker
{
    private const string MainLanguage = "en";
    private const string BritishEnglish = "en-GB";
    private const int OldestYears = 10;

    /// <summary>Where the newest story stands; not today, so that an archive is the same whenever it is made.</summary>
    private static readonly DateTime s_end = new(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly (string Language, int Share)[] s_languages =
    [
        (MainLanguage, 85),
        ("fr", 6),
        ("sw", 3),
        ("zh", 2),
        ("ja", 2),
        ("am", 2),
    ];

    private static readonly (string Type, int Share)[] s_types =
    [
        ("article", 80),
        ("analysis", 5),
        ("opinion", 5),
        ("brief", 3),
        ("live", 2),
        ("gallery", 2),
        ("video", 2),
        ("audio", 1),
    ];

    private static readonly (string Desk, int Share)[] s_desks = [.. Desks.All.Select(desk => (desk.Name, desk.Share))];

    private readonly int _stories;
    private readonly int _seed;
    private readonly Dictionary<string, IReadOnlyList<SourceText>> _texts;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<ArchiveSection>> _sections;
    private readonly ArchiveTags _tags;
    private readonly ArchiveNames _names;
    private readonly Vocabulary _vocabulary;

    public StoryMaker(
        ArchiveKey archive,
        SourceTexts texts,
        IReadOnlyList<ArchiveSection> sections,
        ArchiveTags tags,
        ArchiveNames names,
        Vocabulary vocabulary
    )
    {
        (_stories, _seed) = (archive.Stories, archive.Seed);
        // By language, and within a language by desk.
        _texts = texts
            .All.SelectMany(text => new[] { text.Language, $"{text.Language}/{text.Desk}" }, (text, key) => (key, text))
            .GroupBy(entry => entry.key, entry => entry.text)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<SourceText>)[.. group], StringComparer.Ordinal);
        _sections = ArchiveSection.ByDesk(sections);
        (_tags, _names, _vocabulary) = (tags, names, vocabulary);
    }

    public static IReadOnlyCollection<string> Languages { get; } = [.. s_languages.Select(entry => entry.Language)];

    /// <summary>What the stories are found by besides words.</summary>
    public static IReadOnlyList<string> Marks { get; } =
    [
        .. Languages
            .Append(BritishEnglish)
            .SelectMany(language => s_types.SelectMany(type => SearchIndex.MarksOf(type.Type, language)))
            .Distinct(StringComparer.Ordinal),
    ];

    /// <param name="number">From 0, the oldest.</param>
    public Story Make(int number)
    {
        var random = new Random(HashCode(number));
        var published = PublishedAt(number);
        var source = random.ByShare(s_languages);
        // British English is marked as such here and there.
        var language = source == MainLanguage && random.Chance(0.1) ? BritishEnglish : source;
        var type = random.ByShare(s_types);
        var desk = random.ByShare(s_desks);
        var lead = Text(random, source, desk);
        var section = random.SkewedOneOf(_sections[desk]);
        var tags = _tags.Choose(random, desk);
        var byline = tags.FirstOrDefault(tag => tag.Type == "contributor") is { } author ? $"By {author.Title}" : null;
        var body = Body(random, lead, desk, type == "brief" ? 2 + random.Next(2) : 6 + random.Next(9));
        var text = string.Join("\n\n", body.Select(piece => piece.Text));
        var words = new StoryWords(
            lead.Title,
            lead.Standfirst,
            text,
            string.Join('\n', tags.Select(tag => tag.Title).Prepend(byline)),
            SearchIndex.MarksOf(type, language)
        );
        int[] tagIds = [.. tags.Select(tag => tag.Id)];
        var (terms, fields) = words.Terms(_vocabulary.In(language));
        _vocabulary.Count(terms);
        int[] lists = [.. tagIds.Select(TermKey.OfTag).Concat(section.Path.Select(TermKey.OfSection)).Order()];
        var id = Id(random, published);
        return new()
        {
            Id = id,
            Slug = Slug(lead.Title, number),
            Type = type,
            Language = language,
            Headline = lead.Title,
            Standfirst = lead.Standfirst,
            Byline = byline,
            Section = section,
            TagIds = tagIds,
            TagsJson = $"[{string.Join(',', tags.Select(tag => tag.Json))}]",
            LeadImageJson = random.Chance(0.6) ? LeadImage(number) : null,
            BodyJson = $"[{string.Join(',', body.Select(piece => piece.Json))}]",
            WordCount = TextPiece.CountWords(text),
            Urgency = (short)(1 + random.Next(8)),
            FirstPublishedAt = random.Chance(0.05) ? published.AddMinutes(-random.Next(1, 5_000)) : published,
            PublishedAt = published,
            UpdatedAt = random.Chance(0.2) ? published.AddSeconds(random.Next(1, 100_000)) : published,
            Lines = words.Lines,
            Terms = [.. lists, .. terms],
            Fields = [.. new byte[lists.Length], .. fields],
        };
    }

    /// <summary>Denser towards the end, and here and there two stories at the same instant.</summary>
    private DateTime PublishedAt(int number)
    {
        if (number % 40 == 39)
            number--;
        var share = Math.Pow((number + 1.0) / _stories, 1 / 1.5);
        var start = s_end.AddYears(-OldestYears);
        var at = start + (s_end - start) * share;
        return at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMillisecond));
    }

    private SourceText Text(Random random, string language, string desk) =>
        random.OneOf(_texts.GetValueOrDefault($"{language}/{desk}") ?? _texts[language]);

    /// <summary>A run of paragraphs from the leading story and runs from others, until there are enough.</summary>
    private List<TextPiece> Body(Random random, SourceText lead, string desk, int wanted)
    {
        var pieces = lead.Pieces.Take(Math.Max(2, wanted * 2 / 3)).ToList();
        while (pieces.Count < wanted)
        {
            var other = Text(random, lead.Language, desk);
            var start = random.Next(other.Pieces.Count);
            pieces.AddRange(other.Pieces.Skip(start).Take(Math.Max(1, wanted - pieces.Count)));
        }
        if (lead.Language == MainLanguage)
        {
            for (var i = random.Next(3); i > 0; i--)
                pieces.Insert(random.Next(1, pieces.Count), TextPiece.Of(_names.Sentence(random)));
        }
        return pieces;
    }

    // Of version 7, as the newsroom gives them.
    private static Guid Id(Random random, DateTime published)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        var milliseconds = (long)(published - DateTime.UnixEpoch).TotalMilliseconds;
        for (var i = 0; i < 6; i++)
            bytes[i] = (byte)(milliseconds >> (40 - (8 * i)));
        bytes[6] = (byte)(0x70 | (bytes[6] & 0x0f));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3f));
        return new(bytes, bigEndian: true);
    }

    private static string Slug(string title, int number)
    {
        const int Longest = 80;
        var words = Tags.FoldedText.Of(title).Where(c => char.IsAsciiLetterOrDigit(c) || c == ' ').ToArray();
        var slug = string.Join('-', new string(words).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        slug = slug[..Math.Min(slug.Length, Longest)].TrimEnd('-');
        return slug.Length == 0 ? $"story-{number}" : $"{slug}-{number}";
    }

    private static string LeadImage(int number) =>
        $$"""{"url":"/media/archive/{{number}}.jpg","alt":"What the story is about","credit":"Archive","width":1600,"height":900,"renditions":[{"url":"/media/archive/{{number}}-800.jpg","width":800,"height":450}]}""";

    // Not System.HashCode, which differs from run to run.
    private int HashCode(int number)
    {
        var hash = unchecked(((ulong)(uint)_seed << 32 | (uint)number) * 0x9E3779B97F4A7C15ul);
        return (int)(hash >> 33);
    }
}
