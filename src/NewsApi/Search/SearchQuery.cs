using System.Diagnostics.CodeAnalysis;
using NewsApi.Http;

namespace NewsApi.Search;

/// <summary>What someone typed into a search box, taken apart: every clause must hold.
/// <code>
/// query  = *clause
/// clause = [ "-" ] item / item *( "OR" item )
/// item   = word / DQUOTE *( any character but DQUOTE ) DQUOTE
/// </code>
/// <c>OR</c>, in capitals, binds its two neighbours and nothing else. What has neither letter nor digit is passed over; a
/// quotation mark without its fellow reaches to the end. So every text with a letter or digit in it is a query.</summary>
public sealed record SearchQuery : IParameterValue<SearchQuery>
{
    public const int MaxLength = 1000;

    internal SearchQuery(string text, IReadOnlyList<SearchClause> clauses) => (Text, Clauses) = (text, clauses);

    /// <summary>As it was typed.</summary>
    public string Text { get; }

    public IReadOnlyList<SearchClause> Clauses { get; }

    /// <summary>Every word in it, once.</summary>
    public IReadOnlyCollection<string> Words =>
        [
            .. Clauses
                .SelectMany(clause => clause.Alternatives)
                .SelectMany(phrase => phrase.Words)
                .Distinct(StringComparer.Ordinal),
        ];

    /// <summary>The query with other words in the place of misspelt plain ones.</summary>
    public SearchQuery With(IReadOnlyList<SpellingCorrection> corrections) =>
        new(
            Text,
            [
                .. Clauses.Select(clause =>
                    corrections.FirstOrDefault(correction => correction.From == clause.PlainWord) is { } correction
                        ? clause with
                        {
                            Alternatives = [new([correction.To], null, IsQuoted: false)],
                        }
                        : clause
                ),
            ]
        );

    /// <summary>The phrases that must be there, as they were asked for.</summary>
    public IReadOnlyList<string> Phrases =>
        [.. Clauses.Where(clause => clause.IsPhrase).Select(clause => clause.Alternatives[0].ToString().Trim('"'))];

    /// <summary>Whether there are phrases, and plain words besides: such a text may be a sentence that quotes somebody.</summary>
    public bool CanLoosen =>
        Clauses.Any(clause => clause.IsPhrase) && Clauses.Any(clause => clause.PlainWord is not null);

    /// <summary>The same words without the quotation marks.</summary>
    public SearchQuery Loosen() =>
        new(
            Text,
            [
                .. Clauses
                    .SelectMany(clause =>
                        clause.IsPhrase
                            ? clause
                                .Alternatives[0]
                                .Words.Select(word => new SearchClause(false, [new([word], null, IsQuoted: false)]))
                            : [clause]
                    )
                    .DistinctBy(clause => clause.ToString(), StringComparer.Ordinal),
            ]
        );

    public static ParameterForm Form { get; } = ParameterForm.Text with { MaxLength = MaxLength };

    /// <summary>The same for queries that differ in case, accents, spaces and punctuation alone.</summary>
    public override string ToString() => string.Join(' ', Clauses);

    public static bool TryRead(
        string text,
        [NotNullWhen(true)] out SearchQuery? value,
        [NotNullWhen(false)] out string? fault
    )
    {
        value = null;
        fault = text.Length > MaxLength ? $"May have {MaxLength} characters, not {text.Length}." : null;
        if (fault is not null)
            return false;
        var clauses = SearchParser.Parse(text);
        if (clauses.Count == 0)
        {
            fault = "Has neither a letter nor a digit to look for.";
            return false;
        }
        value = new(text, clauses);
        return true;
    }
}

/// <summary>A part of a query.</summary>
/// <param name="IsExcluded">Whether none of the alternatives may be there, instead of one of them.</param>
/// <param name="Alternatives">One, or several joined by <c>OR</c>.</param>
/// <param name="IsPiece">Whether it is a piece of a longer text without spaces.</param>
public sealed record SearchClause(bool IsExcluded, IReadOnlyList<SearchPhrase> Alternatives, bool IsPiece = false)
{
    /// <summary>The word, where the clause is one plain word. When few stories hold all of these, some may be missing.
    /// </summary>
    public string? PlainWord => !IsExcluded && Alternatives is [{ IsQuoted: false, Words: [var word] }] ? word : null;

    /// <summary>Whether it is one phrase in quotation marks that must be there.</summary>
    public bool IsPhrase => !IsExcluded && Alternatives is [{ IsQuoted: true }];

    public override string ToString() => (IsExcluded ? "-" : "") + string.Join(" OR ", Alternatives);
}

/// <summary>Words that must stand together; or one word.</summary>
/// <param name="Words">What is looked up, folded.</param>
/// <param name="Line">What must stand in the story's folded text (see <see cref="StoryWords.Lines"/>) where order matters;
/// null where it does not.</param>
/// <param name="IsQuoted">Whether it was put in quotation marks.</param>
public sealed record SearchPhrase(IReadOnlyList<string> Words, string? Line, bool IsQuoted)
{
    public override string ToString()
    {
        var text = Line?.Trim() ?? Words[0];
        return IsQuoted || Line is not null ? $"\"{text}\"" : text;
    }
}
