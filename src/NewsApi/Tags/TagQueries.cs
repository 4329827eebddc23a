using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using NewsApi.Http;
using NewsApi.Paging;

namespace NewsApi.Tags;

/// <summary>Order of a list of tags.</summary>
public enum TagSort
{
    /// <summary>By title, without case and accents.</summary>
    Title,

    /// <summary>By number of stories, most first.</summary>
    Usage,

    /// <summary>By the latest story, latest first.</summary>
    Recent,
}

/// <param name="Type" example="place">Only tags of this type.</param>
/// <param name="Q">Only tags with a title or alias in which a word begins like this, without regard to case and accents.</param>
/// <param name="Section" example="science">Only tags on stories of this section and its subsections: one slug.</param>
/// <param name="Sort">The order.</param>
/// <param name="Limit" example="5">How many tags a page has; 0 for the total alone.</param>
/// <param name="Cursor">Continues where another page ended: the text from its <c>page.next</c> or <c>page.prev</c>.</param>
/// <param name="Page">The page's number, for people; <c>page</c> times <c>limit</c> may reach 10,000. Not together with <c>cursor</c>.</param>
public sealed record ListTagsQuery(
    Parameter<Choice<TagType>>? Type = null,
    Parameter<Prefix>? Q = null,
    Parameter<SlugText>? Section = null,
    [DefaultValue(TagSort.Title)] Parameter<Choice<TagSort>>? Sort = null,
    [Range(0, PageRequest.MaxLimit), DefaultValue(PageRequest.DefaultLimit)] Parameter<WholeNumber>? Limit = null,
    Parameter<FreeText>? Cursor = null,
    [Range(1, PageRequest.NumberedWindow)] Parameter<WholeNumber>? Page = null
) : IPagedQuery
{
    public TagFilter Filter => new(Type?.Value.Word, Q?.Value?.Folded, Section?.Value?.Value);

    public TagSort Order => Sort?.Value.Value ?? TagSort.Title;

    public string NormalForm => $"tags?{Filter.NormalForm}&sort={Order}";

    public PageRequest Position { get; set; } = PageRequest.First;
}

internal sealed class ListTagsQueryValidator(Cursors cursors) : PagedQueryValidator<ListTagsQuery>(cursors);

/// <param name="Prefix" example="ant">The beginning of any word of the title or of an alias; case and accents do not matter.</param>
/// <param name="Type">Only tags of this type.</param>
/// <param name="Limit">How many suggestions at most.</param>
public sealed record SuggestTagsQuery(
    [Required] Parameter<Prefix>? Prefix = null,
    Parameter<Choice<TagType>>? Type = null,
    [Range(1, SuggestTagsQuery.MaxLimit), DefaultValue(SuggestTagsQuery.DefaultLimit)]
        Parameter<WholeNumber>? Limit = null
)
{
    public const int DefaultLimit = 10;
    public const int MaxLimit = 50;
}

internal sealed class SuggestTagsQueryValidator : QueryValidator<SuggestTagsQuery>;

/// <summary>Which tags a list holds.</summary>
/// <param name="Type">Of this type.</param>
/// <param name="Phrase">With this folded beginning of a word.</param>
/// <param name="Section">On stories of the section with this slug.</param>
public sealed record TagFilter(string? Type, string? Phrase, string? Section)
{
    public string NormalForm => $"type={Type}&q={Phrase}&section={Section}";
}

/// <summary>The beginning of a word as someone types it.</summary>
public sealed record Prefix(string Folded) : IParameterValue<Prefix>
{
    public const int MaxLength = 100;

    public static ParameterForm Form { get; } = ParameterForm.Text with { MaxLength = MaxLength };

    public static bool TryRead(
        string text,
        [NotNullWhen(true)] out Prefix? value,
        [NotNullWhen(false)] out string? fault
    )
    {
        var folded = text.Length <= MaxLength ? FoldedText.Of(text) : "";
        fault =
            text.Length > MaxLength ? $"May have {MaxLength} characters, not {text.Length}."
            : folded.Length == 0 ? "Has neither a letter nor a digit to look for."
            : null;
        value = fault is null ? new(folded) : null;
        return value is not null;
    }
}
