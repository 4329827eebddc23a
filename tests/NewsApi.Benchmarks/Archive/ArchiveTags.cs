using System.Text.Json;

namespace NewsApi.Benchmarks.Archive;

/// <summary>A tag of the archive.</summary>
/// <param name="Json">As stories show it.</param>
/// <param name="ParentId">A tag of the same type with a lower id.</param>
internal sealed record ArchiveTag(int Id, string Type, string Slug, string Title, string Json, int? ParentId);

/// <summary>Some twenty thousand tags. A few stand on a third of all stories or on most of a desk, thousands on a handful.
/// </summary>
internal sealed class ArchiveTags
{
    private const int OfDesk = 2_400;
    private const int Contributors = 400;

    private static readonly string[] s_types = ["topic", "person", "organisation", "place", "event", "series"];
    private static readonly (string Slug, int Share)[] s_tones =
    [
        ("news", 60),
        ("background", 20),
        ("explainer", 10),
        ("opinion", 6),
        ("interview", 4),
    ];

    private readonly List<ArchiveTag> _all = [];
    private readonly List<(ArchiveTag, int)> _tones = [];
    private readonly List<ArchiveTag> _contributors = [];
    private readonly Dictionary<string, DeskTags> _byDesk = new(StringComparer.Ordinal);
    private readonly ArchiveTag _home;

    public ArchiveTags()
    {
        foreach (var (slug, share) in s_tones)
            _tones.Add((Add("tone", slug, Capital(slug), null), share));
        _home = Add("place", "home-country", "Home country", null);
        for (var i = 0; i < Contributors; i++)
            _contributors.Add(AddNamed("contributor", $"{RandomShapes.Name(i)} {RandomShapes.Name(7_000 + i)}", null));
        foreach (var (desk, _, _) in Desks.All)
            _byDesk[desk] = AddDesk(desk);
    }

    public IReadOnlyList<ArchiveTag> All => _all;

    /// <summary>The tags of one story, the most important first, each once.</summary>
    public IReadOnlyList<ArchiveTag> Choose(Random random, string desk)
    {
        var tags = new List<ArchiveTag>();
        var wanted = 3 + random.Next(4) + random.Next(3);
        var own = _byDesk[desk];
        if (random.Chance(0.85))
            Include(own.Subject);
        if (random.Chance(0.4))
        {
            Include(own.League);
            // The two nearly coincide.
            if (random.Chance(0.96))
                Include(own.Association);
        }
        else if (random.Chance(0.03))
            Include(own.Association);
        if (random.Chance(0.33))
            Include(_home);
        if (random.Chance(0.6))
            Include(random.SkewedOneOf(_contributors));
        if (random.Chance(0.7))
            Include(random.ByShare(_tones));
        while (tags.Count < wanted)
        {
            var from = random.Chance(0.85) ? own : _byDesk[random.OneOf(Desks.All).Name];
            Include(random.SkewedOneOf(from.Others));
        }
        return tags.Count > wanted ? tags[..wanted] : tags;

        void Include(ArchiveTag tag)
        {
            if (!tags.Contains(tag))
                tags.Add(tag);
        }
    }

    private DeskTags AddDesk(string desk)
    {
        var subject = Add("topic", desk, Capital(desk), null);
        var league = Add("event", $"{desk}-season", $"{Capital(desk)} season", null);
        var association = Add("organisation", $"{desk}-association", $"{Capital(desk)} Association", null);
        var others = new List<ArchiveTag>();
        var latest = new Dictionary<string, ArchiveTag>(StringComparer.Ordinal);
        for (var i = 0; i < OfDesk; i++)
        {
            var type = s_types[i % s_types.Length];
            var number = _all.Count;
            var title = type switch
            {
                "person" => $"{RandomShapes.Name(number % 300)} {RandomShapes.Name(number)}",
                "organisation" => $"{RandomShapes.Name(number)} Group",
                "event" => $"{RandomShapes.Name(number)} meeting",
                "series" => $"In {RandomShapes.Name(number)}",
                _ => RandomShapes.Name(number),
            };
            // Parents are few and popular.
            var parent = i % 10 == 9 ? latest.GetValueOrDefault(type) : null;
            var tag = AddNamed(type, title, parent);
            latest.TryAdd(type, tag);
            others.Add(tag);
        }
        return new(subject, league, association, others);
    }

    private ArchiveTag AddNamed(string type, string title, ArchiveTag? parent) =>
        Add(type, $"{title.ToLowerInvariant().Replace(' ', '-')}-{_all.Count + 1}", title, parent);

    private ArchiveTag Add(string type, string slug, string title, ArchiveTag? parent)
    {
        var json = JsonSerializer.Serialize(
            new
            {
                id = $"{type}/{slug}",
                type,
                slug,
                title,
            }
        );
        var tag = new ArchiveTag(_all.Count + 1, type, slug, title, json, parent?.Id);
        _all.Add(tag);
        return tag;
    }

    private static string Capital(string slug) => char.ToUpperInvariant(slug[0]) + slug[1..];

    private sealed record DeskTags(
        ArchiveTag Subject,
        ArchiveTag League,
        ArchiveTag Association,
        IReadOnlyList<ArchiveTag> Others
    );
}
