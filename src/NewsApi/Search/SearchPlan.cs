using System.Text.Json.Serialization;
using NewsApi.Http;

namespace NewsApi.Search;

/// <summary>How a query is going to be answered: what its words mean, how much each weighs, and how many of them a story
/// must have.</summary>
public sealed record SearchPlan
{
    /// <summary>More plain words than this do not make an answer better; the most common beyond are passed over.</summary>
    private const int MostWords = 24;

    /// <summary>Where some words may be missing: the share of the words' whole weight that a story must have.</summary>
    private const double EnoughWeight = 0.25;

    /// <summary>Where some words may be missing: about how many stories are looked at.</summary>
    private const int MostForSome = 8_000;

    /// <summary>The query's words, in their order.</summary>
    private List<string> _texts = [];

    /// <summary>What is decided of each word of the query, in their order.</summary>
    public required IReadOnlyList<FrozenWord> Words { get; init; }

    /// <summary>What every story must have or must not have.</summary>
    public required IReadOnlyList<PlannedClause> Clauses { get; init; }

    /// <summary>Plain words that add to the rank but need not be there: they are too common in one of the languages.</summary>
    public required IReadOnlyList<WeighedWord> Optional { get; init; }

    /// <summary>Words that nothing is known of but that they are everywhere.</summary>
    public required IReadOnlyList<string> Ignored { get; init; }

    public SearchMatch Match { get; init; }

    /// <summary>What an answer hangs on; null for every story.</summary>
    internal SearchedTerms? HangsOn { get; init; }

    /// <summary>Misspelt words and what was looked for instead.</summary>
    public IReadOnlyList<SpellingCorrection> Corrections { get; init; } = [];

    /// <summary>Phrases that were taken as the words they consist of.</summary>
    public IReadOnlyList<string> Loosened { get; init; } = [];

    public IEnumerable<PlannedClause> Required => Clauses.Where(clause => !clause.IsExcluded && !IsRelaxed(clause));

    public IEnumerable<PlannedClause> Excluded => Clauses.Where(clause => clause.IsExcluded);

    /// <summary>Of which some may be missing.</summary>
    public IReadOnlyList<WeighedWord> Relaxed =>
        [.. Clauses.Where(IsRelaxed).Select(clause => clause.Alternatives[0].Words[0])];

    /// <summary>Every word that adds to the rank.</summary>
    public IReadOnlyList<WeighedWord> Ranked =>
        [
            .. Clauses
                .Where(clause => !clause.IsExcluded)
                .SelectMany(clause => clause.Alternatives)
                .SelectMany(phrase => phrase.Words)
                .Concat(Optional)
                .Where(word => word.Terms.Count > 0)
                .DistinctBy(word => word.Text, StringComparer.Ordinal),
        ];

    /// <summary>No story can match, whatever else is asked for.</summary>
    public bool IsHopeless =>
        (Optional.Count == 0 && Clauses.Count == 0)
        || Required.Any(clause => clause.IsVoid)
        || (Match == SearchMatch.Some && Relaxed.All(word => word.Terms.Count == 0));

    /// <summary>The same search, for stories that have some of the plain words: those with enough weight, of which the most
    /// important are looked at.</summary>
    public SearchPlan ForSome()
    {
        var tiers = Ranked
            .Zip(TierReach.Of(Ranked, MostForSome))
            .ToDictionary(word => word.First.Text, word => word.Second, StringComparer.Ordinal);
        return this with
        {
            Match = SearchMatch.Some,
            Words = [.. Words.Zip(_texts, (word, text) => word with { Tier = tiers.GetValueOrDefault(text) })],
        };
    }

    /// <summary>Where some words may be missing: from which tier on stories are found by this word.</summary>
    public int TierOf(WeighedWord word) => Words[_texts.IndexOf(word.Text)].Tier;

    /// <summary>Whether some of the plain words may be missing.</summary>
    /// <param name="found">How many stories have all. While any has, pieces of one text without spaces stay together.</param>
    public bool CanRelax(int found)
    {
        var plain = Clauses.Where(clause => clause.PlainWord is not null).ToList();
        return plain.Count > 1 && (found == 0 || plain.Exists(clause => !clause.Clause.IsPiece));
    }

    /// <summary>The weight that the words of a story must have together where some may be missing.</summary>
    public int EnoughOf(IEnumerable<WeighedWord> known) =>
        Math.Max(1, (int)Math.Ceiling(known.Sum(word => word.Weight) * EnoughWeight));

    /// <summary>At most so many stories have everything that is required.</summary>
    public long AtMost =>
        Required.Select(clause => clause.Alternatives.Sum(phrase => phrase.AtMost)).DefaultIfEmpty(long.MaxValue).Min();

    /// <param name="query">The query.</param>
    /// <param name="vocabulary">What its words mean.</param>
    /// <param name="frozen">What the first page of this list decided of its words; null on that page.</param>
    internal static SearchPlan Of(
        SearchQuery query,
        SearchVocabulary vocabulary,
        IReadOnlyList<FrozenWord>? frozen = null
    )
    {
        var words = frozen is null
            ? query.Words.Select(word => Weigh(vocabulary.Words[word], vocabulary.HangsOn.Archive.Stories))
            : query.Words.Zip(frozen, (word, kept) => Keep(vocabulary.Words[word], kept.Weight));
        var byText = words.ToDictionary(word => word.Text, StringComparer.Ordinal);

        PlannedPhrase Plan(SearchPhrase phrase)
        {
            var all = phrase.Words.Select(word => byText[word]).ToList();
            // In a phrase, what is too common in one language need not be an index term in the others; the line is checked.
            var telling = all.Where(word => !word.Meaning.IsStopWord).ToList();
            return new(phrase.Line is null || telling.Count == 0 ? all : telling, phrase.Line, phrase);
        }

        var planned = query
            .Clauses.Select(clause => new PlannedClause(clause, [.. clause.Alternatives.Select(Plan)]))
            .ToList();
        var roles = frozen is null
            ? Roles(planned)
            : query
                .Words.Zip(frozen)
                .ToDictionary(word => word.First, word => word.Second.Role, StringComparer.Ordinal);

        bool Has(PlannedClause clause, WordRole role) =>
            clause.PlainWord is { } word && roles.GetValueOrDefault(word.Text) == role;

        List<PlannedClause> clauses =
        [
            .. planned.Where(clause =>
                !Has(clause, WordRole.Optional) && !Has(clause, WordRole.Ignored) && !clause.IsCommonPhrase
            ),
        ];
        return new SearchPlan
        {
            // Where no word must be there, stories match that have none of them.
            HangsOn = clauses.Exists(clause => !clause.IsExcluded) ? vocabulary.HangsOn : null,
            _texts = [.. byText.Keys],
            Words =
            [
                .. byText.Values.Select(
                    (word, i) =>
                        new FrozenWord(word.KnownWeight, roles.GetValueOrDefault(word.Text), frozen?[i].Tier ?? 0)
                ),
            ],
            Clauses = clauses,
            Optional = [.. planned.Where(clause => Has(clause, WordRole.Optional)).Select(clause => clause.PlainWord!)],
            Ignored =
            [
                .. planned
                    .Where(clause => Has(clause, WordRole.Ignored) || clause.IsCommonPhrase)
                    .Select(clause => clause.Alternatives[0].Phrase.ToString())
                    .Distinct(StringComparer.Ordinal),
            ],
        };
    }

    /// <summary>What each plain word is for.</summary>
    private static Dictionary<string, WordRole> Roles(IReadOnlyList<PlannedClause> clauses)
    {
        var plain = clauses.Where(clause => clause.PlainWord is not null).Select(clause => clause.PlainWord!).ToList();
        var common = plain.Where(word => word.Meaning.IsStopWord).ToHashSet();
        // "Die", alone, is a good query for English stories though German passes it over.
        if (clauses.All(clause => clause.IsExcluded || (clause.PlainWord is { } word && common.Contains(word))))
            common.RemoveWhere(word => word.Terms.Count > 0);
        var roles = common.ToDictionary(
            word => word.Text,
            word => word.Terms.Count > 0 ? WordRole.Optional : WordRole.Ignored,
            StringComparer.Ordinal
        );
        foreach (var word in plain.OrderByDescending(word => word.Weight).Skip(MostWords))
            roles[word.Text] = WordRole.Ignored;
        return roles;
    }

    private static WeighedWord Weigh(WordMeaning meaning, long stories) =>
        new(meaning, Ranking.Weight(stories, meaning.Stories));

    // A word that no story had when the list began stays unknown to it.
    private static WeighedWord Keep(WordMeaning meaning, int weight) =>
        weight > 0 ? new(meaning, weight) : new(meaning with { Terms = [] }, 1);

    private bool IsRelaxed(PlannedClause clause) => Match == SearchMatch.Some && clause.PlainWord is not null;
}

/// <summary>How many of a query's words a story must have.</summary>
[JsonConverter(typeof(WordConverter<SearchMatch>))]
public enum SearchMatch
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>Some, with enough weight together.</summary>
    Some,
}

/// <summary>A clause and what it means to the index.</summary>
public sealed record PlannedClause(SearchClause Clause, IReadOnlyList<PlannedPhrase> Alternatives)
{
    public bool IsExcluded => Clause.IsExcluded;

    public WeighedWord? PlainWord => Clause.PlainWord is null ? null : Alternatives[0].Words[0];

    /// <summary>Whether it is a phrase of words alone that are in nearly every story, and in no index.</summary>
    public bool IsCommonPhrase =>
        !IsExcluded
        && Alternatives is [{ Phrase.IsQuoted: true } phrase]
        && phrase.Words.All(word => word.Meaning.IsStopWord && word.Terms.Count == 0);

    /// <summary>No public story can have any of the alternatives.</summary>
    public bool IsVoid => Alternatives.All(phrase => phrase.AtMost == 0);
}

/// <summary>A phrase and what it means to the index.</summary>
/// <param name="Words">Those that a story must have, if only somewhere.</param>
/// <param name="Line">What must stand in its text, in this order; null where order does not matter.</param>
/// <param name="Phrase">As it was asked for.</param>
public sealed record PlannedPhrase(IReadOnlyList<WeighedWord> Words, string? Line, SearchPhrase Phrase)
{
    /// <summary>At most so many stories have it.</summary>
    public long AtMost => Words.Select(word => word.Meaning.Stories).DefaultIfEmpty(0).Min();
}

/// <summary>A word and what one level of it adds to a story's score.</summary>
public sealed record WeighedWord(WordMeaning Meaning, int Weight)
{
    public string Text => Meaning.Text;
    public IReadOnlyList<Term> Terms => Meaning.Terms;

    /// <summary>The weight; 0 where no story has the word.</summary>
    public int KnownWeight => Terms.Count > 0 ? Weight : 0;

    /// <summary>How many stories have it in this tier or above, about.</summary>
    public long InTier(int tier) => Terms.Sum(term => term.InTier[tier]);

    /// <summary>The most it can add to a score below this tier.</summary>
    public int MostBelow(int tier) => Weight * (TermKey.Tiers[tier] - 1);
}

/// <summary>A word that no story has, and a similar one that was looked for instead.</summary>
/// <param name="From" example="antartica">As it was typed, without case and accents.</param>
/// <param name="To" example="antarctica">As it stands in stories.</param>
public sealed record SpellingCorrection(string From, string To);
