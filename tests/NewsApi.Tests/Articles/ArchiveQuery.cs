using NewsApi.Search;

namespace NewsApi.Tests.Articles;

/// <summary>A query of the <see cref="LargeArchive"/>, and which stories it asks for.</summary>
/// <param name="Search">The clauses of <c>q</c>.</param>
/// <param name="Fields">As <c>qFields</c>; empty for all.</param>
/// <param name="Seed">Decides what else is looked at.</param>
internal sealed record ArchiveQuery(
    ArchiveClause[] Search,
    ArchiveCondition[] Conditions,
    string Sort,
    string Fields,
    int Limit,
    int Seed
)
{
    public string Path => PathOf(Limit);

    /// <summary>Reads what fixed tests ask for: a word, a section, tags that a story must have or must not have.</summary>
    public static ArchiveQuery Parse(string conditions, string sort, int limit)
    {
        var search = Array.Empty<ArchiveClause>();
        var read = new List<ArchiveCondition>();
        foreach (var (name, value) in conditions.Split('&').Select(part => (part.Split('=')[0], part.Split('=')[1])))
        {
            if (name == "q")
                search = ArchiveClause.Parse(value);
            else
                read.Add(
                    new(
                        $"{name}={value}",
                        story =>
                            value
                                .Split(',')
                                .All(part =>
                                    (name == "tag" ? story.Tags : story.Sections).Contains(part.TrimStart('-'))
                                    != part.StartsWith('-')
                                )
                    )
                );
        }
        return new(search, [.. read], sort, "", limit, 12_344);
    }

    public string PathOf(int limit)
    {
        string[] parts =
        [
            Search.Length == 0 ? "" : "q=" + Uri.EscapeDataString(string.Join<ArchiveClause>(' ', Search)),
            Fields.Length == 0 ? "" : "qFields=" + Fields,
            .. Conditions.Select(condition => condition.Text),
            $"sort={Sort}&limit={limit}&fields=id",
        ];
        return "/v1/articles?" + string.Join('&', parts.Where(part => part.Length > 0));
    }

    public bool Holds(ArchiveStory story) =>
        Array.TrueForAll(Conditions, condition => condition.Holds(story))
        && Array.TrueForAll(Search, clause => clause.Holds(story, SearchedFields));

    public override string ToString() => $"{Path} ({Seed})";

    private SearchField SearchedFields =>
        Fields switch
        {
            "headline" => SearchField.Headline,
            "standfirst,body" => SearchField.Standfirst | SearchField.Body,
            _ => SearchField.All,
        };
}

/// <summary>A condition of the address, and what it means.</summary>
internal sealed record ArchiveCondition(string Text, Func<ArchiveStory, bool> Holds)
{
    public static readonly ArchiveCondition None = new("", _ => true);

    public override string ToString() => Text;
}

/// <summary>A clause of <c>q</c>; alternatives of two words are phrases.</summary>
internal sealed record ArchiveClause(bool IsExcluded, string[] Alternatives)
{
    public static ArchiveClause[] Parse(string q) =>
        q.Contains(" OR ", StringComparison.Ordinal)
            ? [new(false, q.Split(" OR "))]
            : [.. q.Split(' ').Select(word => new ArchiveClause(word[0] == '-', [word.TrimStart('-')]))];

    public bool Holds(ArchiveStory story, SearchField fields) =>
        Alternatives.Any(alternative => Has(story, alternative, fields)) != IsExcluded;

    public override string ToString() =>
        (IsExcluded ? "-" : "")
        + string.Join(" OR ", Alternatives.Select(text => text.Contains(' ') ? $"\"{text}\"" : text));

    private static bool Has(ArchiveStory story, string text, SearchField fields) =>
        text.Contains(' ')
            ? story
                .Lines.Where((line, at) => fields.HasFlag((SearchField)(1 << at)) && line.Contains($" {text} "))
                .Any()
            : (story.Words.GetValueOrDefault(text).Fields & fields) != SearchField.None;
}
