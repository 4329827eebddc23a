using NewsApi.Filtering;
using NewsApi.Search;
using NewsApi.Storage;

namespace NewsApi.Selection;

/// <summary>What a story must fulfil to be in a list, as SQL over its row <c>i</c> of <c>delivery.article_index</c>. The same
/// conditions stand here in two forms: as predicates for whoever walks along rows, and, as far as they ask for something that
/// stories have, as keys for whoever comes by the inverted index.</summary>
internal sealed class ArticleConditions
{
    private readonly StatementValues _values;
    private readonly ResolvedNames _names;
    private readonly SearchField _fields;
    private readonly List<string> _onRows = [];
    private readonly List<string> _besideKeys = [];
    private readonly List<string> _keys = [];
    private readonly List<int> _allOfKeys = [];
    private readonly List<(string Column, string Comparison)> _dates = [];

    /// <param name="filter">Which stories are asked for.</param>
    /// <param name="names">What its names stand for.</param>
    /// <param name="readers">Who asks: of these stories there are only those that they may read.</param>
    /// <param name="search">Which words are looked for; null for none.</param>
    /// <param name="now">The present.</param>
    /// <param name="values">Takes the values of the statement.</param>
    public ArticleConditions(
        ArticleFilter filter,
        ResolvedNames names,
        Readership readers,
        ArticleSearch? search,
        DateTimeOffset now,
        StatementValues values
    )
    {
        filter = filter.And(readers.Filter);
        (_names, _values) = (names.And(readers.Names), values);
        _fields = search?.Fields ?? SearchField.All;
        Add(
            filter.Section,
            name => $"{Value(List(name).Id)} = any(i.section_ids)",
            name => [TermKey.OfSection(List(name).Id)]
        );
        Add(filter.Tag, TagPredicate, TagKeys);
        Add(filter.Type, name => $"i.type = {Value(name.Name)}", name => MarkKeys(TermMark.OfType(name.Name)));
        Add(filter.Language, LanguagePredicate, name => MarkKeys(TermMark.OfLanguage(name.Name)));
        if (filter.Ids is { } ids)
            AddOnRows($"i.article_id = any({Value(ids.ToArray())})");
        if (filter.SyndicatableOnly)
            AddOnRows("i.syndicatable");
        if (filter.DelayDays > 0)
            AddOnRows($"i.first_published_at <= {Value(now.AddDays(-filter.DelayDays))}");
        if (filter.From is { } from)
            _dates.Add((Column(filter.DateField), $">= {Value(from.Start(now))}"));
        if (filter.To is { } to)
            _dates.Add((Column(filter.DateField), $"< {Value(to.EndExclusive(now))}"));
        if (search is not null)
            AddSearch(search.Plan);
        if (_allOfKeys.Count > 0)
            _keys.Add($"delivery.index_keys(i.terms) @> {Value(_allOfKeys.ToArray())}");
        Rarest = RarestList(filter);
        IsOneList =
            search is null
            && filter is { Type: null, Language: null, Ids: null, SyndicatableOnly: false, DelayDays: 0 }
            && (filter.Section, filter.Tag, Rarest)
                is
                    (null, null, _)
                    or
                    (NameFilter, null, not null)
                    or
                    (null, NameFilter, not null);
        AtMost = Math.Min(
            Math.Min(Rarest?.ArticleCount ?? long.MaxValue, filter.Ids?.Count ?? long.MaxValue),
            search?.Plan.AtMost ?? long.MaxValue
        );
    }

    /// <summary>All conditions but those on dates, for walking along rows.</summary>
    public IReadOnlyList<string> OnRows => _onRows;

    /// <summary>What the inverted index answers. All that match fulfil it.</summary>
    public IReadOnlyList<string> Keys => _keys;

    /// <summary>What must be looked at besides, where rows come by the keys.</summary>
    public IReadOnlyList<string> BesideKeys => _besideKeys;

    /// <summary>Whether predicates look at <c>t.lines</c>, the folded text.</summary>
    public bool NeedsLines { get; private set; }

    /// <summary>The shortest list that all stories asked for stand in; null where there is none.</summary>
    public ArticleList? Rarest { get; }

    /// <summary>Whether, but for dates, that list or the list of all stories is all that is asked for.</summary>
    public bool IsOneList { get; }

    /// <summary>No more stories than this can match, as far as is known without looking.</summary>
    public long AtMost { get; }

    /// <summary>Conditions on dates, for the row of this alias.</summary>
    public IEnumerable<string> Dates(string alias) => _dates.Select(date => $"{alias}.{date.Column} {date.Comparison}");

    /// <summary>Whether the conditions on dates look at another instant than this one.</summary>
    public bool HasDatesBeside(string column) => _dates.Exists(date => date.Column != column);

    public bool HasDates => _dates.Count > 0;

    /// <summary>How much of a word a story has: from 1 to <see cref="TermKey.Levels"/>, 0 for none.</summary>
    public string Level(WeighedWord word)
    {
        var levels = word.Terms.Select(term =>
            $"i.terms[width_bucket({Value(TermKey.Highest(term.Id))}, i.terms)] - {Value(TermKey.Lowest(term.Id) - 1)}"
        );
        return $"greatest({string.Join(", ", levels)}, 0)";
    }

    /// <summary>Keys of the stories that have the word, in this tier or above.</summary>
    public static IEnumerable<int> KeysOf(WeighedWord word, int tier = 0) =>
        word.Terms.Select(term => TermKey.Indexed(term.Id, tier));

    /// <summary>Whether a story has the word where it is looked for.</summary>
    public string Has(WeighedWord word)
    {
        if (word.Terms.Count == 0)
            return "false";
        if (_fields == SearchField.All)
            return $"{Level(word)} > 0";
        var mask = Value((int)_fields);
        // A CASE, because nothing else keeps get_byte from looking in front of the first byte.
        var inFields = word.Terms.Select(term =>
        {
            var place = $"width_bucket({Value(TermKey.Highest(term.Id))}, i.terms)";
            return $"case when i.terms[{place}] >= {Value(TermKey.Lowest(term.Id))} then get_byte(i.fields, {place} - 1) & {mask} > 0 else false end";
        });
        return $"({string.Join(" or ", inFields)})";
    }

    private void AddSearch(SearchPlan plan)
    {
        if (plan.IsHopeless)
        {
            AddOnRows("false");
            return;
        }
        foreach (var clause in plan.Required)
            AddClause(clause);
        foreach (var clause in plan.Excluded.Where(clause => !clause.IsVoid))
            AddOnRows($"not {HasClause(clause)}");
        if (plan.Match == SearchMatch.Some)
            AddSome(plan);
    }

    private void AddClause(PlannedClause clause)
    {
        _onRows.Add(HasClause(clause));
        if (clause.Alternatives is [var phrase])
        {
            foreach (var word in phrase.Words)
                AddKeys([.. KeysOf(word)]);
        }
        else
            AddKeys([.. clause.Alternatives.SelectMany(alternative => KeysOf(Rarer(alternative)))]);
        // Keys know no fields and no order.
        if (
            clause.Alternatives.Any(alternative => alternative.Words.Count > 1 || alternative.Line is not null)
            || _fields != SearchField.All
        )
            _besideKeys.Add(HasClause(clause));
    }

    /// <summary>Some words may be missing: as many must be there as have enough weight together.</summary>
    private void AddSome(SearchPlan plan)
    {
        var known = plan.Relaxed.Where(word => word.Terms.Count > 0).OrderBy(word => word.Weight).ToList();
        var enough = plan.EnoughOf(known);
        var held = known.Select(word => $"{Value(word.Weight)} * ({Has(word)})::int");
        AddOnRows($"{string.Join(" + ", held)} >= {Value(enough)}");
        if (known.TrueForAll(word => plan.TierOf(word) == 0))
        {
            // The most common words together are not enough; so each match has one of the others.
            var weight = 0;
            var telling = known.SkipWhile(word => (weight += word.Weight) < enough);
            AddKeys([.. telling.SelectMany(word => KeysOf(word))]);
            return;
        }
        AddKeys([.. plan.Ranked.SelectMany(word => KeysOf(word, plan.TierOf(word)))]);
        var reaches = plan.Ranked.Select(word => $"{Level(word)} >= {Value(TermKey.Tiers[plan.TierOf(word)])}");
        _onRows.Add($"({string.Join(" or ", reaches)})");
    }

    private string HasClause(PlannedClause clause) => $"({string.Join(" or ", clause.Alternatives.Select(HasPhrase))})";

    private string HasPhrase(PlannedPhrase phrase)
    {
        var words = phrase.Words.Select(Has);
        if (phrase.Line is null)
            return string.Join(" and ", words);
        NeedsLines = true;
        var line = Value(phrase.Line);
        string[] lines =
            _fields == SearchField.All
                ? [$"strpos(t.lines, {line}) > 0"]
                :
                [
                    .. SearchFields
                        .LinesOf(_fields)
                        .Select(number => $"strpos(split_part(t.lines, E'\\n', {number}), {line}) > 0"),
                ];
        return $"({string.Join(" and ", words.Append($"({string.Join(" or ", lines)})"))})";
    }

    private static WeighedWord Rarer(PlannedPhrase phrase) => phrase.Words.MinBy(word => word.Meaning.Stories)!;

    private void AddKeys(int[] keys)
    {
        if (keys.Length == 1)
            _allOfKeys.Add(keys[0]);
        else
            _keys.Add($"delivery.index_keys(i.terms) && {Value(keys)}");
    }

    private void AddOnRows(string predicate)
    {
        _onRows.Add(predicate);
        _besideKeys.Add(predicate);
    }

    private void Add(FilterExpression? filter, Func<NameFilter, string> predicate, Func<NameFilter, int[]> keys)
    {
        if (filter is null)
            return;
        _onRows.Add(Predicate(filter, predicate));
        foreach (var part in filter is AllFilter all ? all.Operands : [filter])
        {
            if (IsOneOfNames(part))
                AddKeys([.. part.Names.SelectMany(keys).Distinct()]);
            else
                _besideKeys.Add(Predicate(part, predicate));
        }
    }

    private static bool IsOneOfNames(FilterExpression filter) =>
        filter is NameFilter || (filter is AnyFilter any && any.Operands.All(operand => operand is NameFilter));

    private static string Predicate(FilterExpression filter, Func<NameFilter, string> name) =>
        filter switch
        {
            NameFilter leaf => name(leaf),
            NotFilter not => $"not ({Predicate(not.Operand, name)})",
            AllFilter all => $"({string.Join(" and ", all.Operands.Select(operand => Predicate(operand, name)))})",
            AnyFilter any => $"({string.Join(" or ", any.Operands.Select(operand => Predicate(operand, name)))})",
            _ => throw new NotSupportedException($"{filter.GetType().Name} has no form in SQL."),
        };

    private string TagPredicate(NameFilter name) =>
        name.WithDescendants
            ? $"i.tag_ids && {Value(List(name).WithDescendants)}"
            : $"{Value(List(name).Id)} = any(i.tag_ids)";

    private int[] TagKeys(NameFilter name) =>
        name.WithDescendants ? [.. List(name).WithDescendants.Select(TermKey.OfTag)] : [TermKey.OfTag(List(name).Id)];

    // A type or language that no story ever had is no term; nothing has the key 0.
    private int[] MarkKeys(string mark) => [TermKey.Indexed(_names.Marks.GetValueOrDefault(mark))];

    // A language includes its regional forms (RFC 4647, basic filtering).
    private string LanguagePredicate(NameFilter name) =>
        $"(i.language = {Value(name.Name)} or i.language like {Value(name.Name + "-%")})";

    private static string Column(DateField field) =>
        field switch
        {
            DateField.FirstPublished => "first_published_at",
            DateField.Updated => "updated_at",
            _ => "published_at",
        };

    private ArticleList? RarestList(ArticleFilter filter) =>
        Required(filter.Section)
            .Select(name => new ArticleList("article_sections", "section_id", List(name).Id, List(name).ArticleCount))
            .Concat(
                Required(filter.Tag)
                    .Where(name => !name.WithDescendants || List(name).WithDescendants.Length == 1)
                    .Select(name => new ArticleList("article_tags", "tag_id", List(name).Id, List(name).ArticleCount))
            )
            .MinBy(list => list.ArticleCount);

    /// <summary>Names that every match bears.</summary>
    private static IEnumerable<NameFilter> Required(FilterExpression? filter) =>
        (
            filter is AllFilter all ? all.Operands
            : filter is null ? []
            : [filter]
        ).OfType<NameFilter>();

    private NamedList List(NameFilter name) => _names.ByName[name.Name];

    private string Value(object value) => _values.Add(value);
}

/// <summary>A list of stories that the database keeps in the order of publication and of change.</summary>
/// <param name="Table">Its table in <c>delivery</c>.</param>
/// <param name="Column">The column that tells lists apart.</param>
/// <param name="Id">Of the tag or section.</param>
/// <param name="ArticleCount">Its length.</param>
internal sealed record ArticleList(string Table, string Column, int Id, long ArticleCount);
