using CsCheck;

namespace NewsApi.Tests.Articles;

/// <summary>Makes up queries of the <see cref="LargeArchive"/>.</summary>
internal static class ArchiveQueries
{
    private static readonly Gen<string> Word = Gen.OneOf([.. LargeArchive.Words.Select(word => word.Lexeme)]);

    private static readonly Gen<ArchiveClause> Plain = Word.Select(word => new ArchiveClause(false, [word]));
    private static readonly Gen<ArchiveClause> AnyClause = Gen.OneOf(
        Plain,
        Gen.Select(Word, Word, (a, b) => new ArchiveClause(false, [a, b])),
        Gen.Select(Word, Word, Word, (a, b, c) => new ArchiveClause(false, [a, b, c])),
        Gen.Select(Word, Word, (a, b) => new ArchiveClause(false, [$"{a} {b}"])),
        Gen.Select(Word, Word, Word, (a, b, c) => new ArchiveClause(false, [a, $"{b} {c}"])),
        Word.Select(word => new ArchiveClause(true, [word])),
        Gen.Select(Word, Word, (a, b) => new ArchiveClause(true, [$"{a} {b}"]))
    );

    private static readonly Gen<ArchiveClause[]> Search = Gen.OneOf(
        Gen.Const<ArchiveClause[]>([]),
        Plain.Select(a => new[] { a }),
        AnyClause.Select(a => new[] { a }),
        Gen.Select(Plain, AnyClause, (a, b) => new[] { a, b }),
        Gen.Select(AnyClause, AnyClause, AnyClause, (a, b, c) => new[] { a, b, c })
    );

    private static readonly Gen<ArchiveCondition> Tag = Filter(
        "tag",
        [.. LargeArchive.Tags.Take(9).Select(tag => tag.Name), "place/europe~", "place/france~", "place/paris~"],
        HasTag
    );
    private static readonly Gen<ArchiveCondition> Section = Filter(
        "section",
        [.. LargeArchive.Sections.Select(section => section.Slug)],
        (story, name) => story.Sections.Contains(name)
    );
    private static readonly Gen<ArchiveCondition> Type = Filter(
        "type",
        ["article", "analysis", "brief", "opinion", "gallery", "live"],
        (story, name) => story.Type == name
    );
    private static readonly Gen<ArchiveCondition> Language = Filter(
        "language",
        ["en", "en-GB", "de", "pt", "cy", "fr"],
        (story, name) => story.Language == name || story.Language.StartsWith(name + "-", StringComparison.Ordinal)
    );
    private static readonly Gen<ArchiveCondition> Dates = Gen.Select(
        Gen.OneOf("published", "firstPublished", "updated"),
        Gen.Int[2000, 2024],
        Gen.Int[0, 4],
        (field, year, years) =>
            new ArchiveCondition(
                $"from={year}-05-01&to={year + years}-10-31&dateField={field}",
                story =>
                    (
                        field switch
                        {
                            "published" => story.PublishedAt,
                            "updated" => story.UpdatedAt,
                            _ => story.FirstPublishedAt,
                        }
                    )
                        is var at
                    && at >= Day(year, 5, 1)
                    && at < Day(year + years, 11, 1)
            )
    );

    /// <summary>With words or without, conditions, an order, and a page of some length.</summary>
    public static readonly Gen<ArchiveQuery> Any = Gen.Select(
        Search,
        Gen.OneOf(Gen.Const(ArchiveCondition.None), Gen.Const(ArchiveCondition.None), Tag),
        Gen.OneOf(Gen.Const(ArchiveCondition.None), Gen.Const(ArchiveCondition.None), Section),
        Gen.OneOf(
            Gen.Const(ArchiveCondition.None),
            Gen.Const(ArchiveCondition.None),
            Gen.Const(ArchiveCondition.None),
            Type,
            Language,
            Dates
        ),
        Gen.OneOf("newest", "oldest", "updated", "relevance", "relevance"),
        Gen.OneOf("", "", "headline", "standfirst,body"),
        Gen.Select(Gen.OneOf(1, 20, 100), Gen.Int[0, 1_000_000]),
        (search, tag, section, other, sort, fields, page) =>
            new ArchiveQuery(
                search,
                [tag, section, other],
                search.Length == 0 && sort == "relevance" ? "newest" : sort,
                search.Length == 0 ? "" : fields,
                page.Item1,
                page.Item2
            )
    );

    private static DateTimeOffset Day(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);

    private static bool HasTag(ArchiveStory story, string name) =>
        story.Tags.Contains(name.TrimEnd('~'))
        || name switch
        {
            "place/europe~" => story.Tags.Contains("place/france") || story.Tags.Contains("place/paris"),
            "place/france~" => story.Tags.Contains("place/paris"),
            _ => false,
        };

    private static Gen<ArchiveCondition> Filter(string parameter, string[] names, Func<ArchiveStory, string, bool> has)
    {
        var name = Gen.OneOf(names);
        return Gen.OneOf(
                name.Select(a => new ArchiveCondition(a, story => has(story, a))),
                name.Select(a => new ArchiveCondition("-" + a, story => !has(story, a))),
                Gen.Select(
                    name,
                    name,
                    (a, b) => new ArchiveCondition($"{a},{b}", story => has(story, a) && has(story, b))
                ),
                Gen.Select(
                    name,
                    name,
                    (a, b) => new ArchiveCondition($"{a}|{b}", story => has(story, a) || has(story, b))
                ),
                Gen.Select(
                    name,
                    name,
                    (a, b) => new ArchiveCondition($"{a},-{b}", story => has(story, a) && !has(story, b))
                ),
                Gen.Select(
                    name,
                    name,
                    (a, b) => new ArchiveCondition($"-({a}|{b})", story => !has(story, a) && !has(story, b))
                ),
                Gen.Select(
                    name,
                    name,
                    name,
                    (a, b, c) =>
                        new ArchiveCondition(
                            $"{a},({b}|{c})",
                            story => has(story, a) && (has(story, b) || has(story, c))
                        )
                )
            )
            .Select(condition => condition with { Text = $"{parameter}={Uri.EscapeDataString(condition.Text)}" });
    }
}
