using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace NewsApi.Articles;

/// <summary>One block of a story's body; <c>type</c> says which kind. Members named <c>html</c> hold a small sanitised set of
/// inline elements: <c>a</c>, <c>em</c>, <c>strong</c>, <c>code</c>, <c>sub</c>, <c>sup</c>, <c>br</c>, <c>q</c>,
/// <c>cite</c>, <c>s</c>, <c>span</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ParagraphBlock), "paragraph")]
[JsonDerivedType(typeof(HeadingBlock), "heading")]
[JsonDerivedType(typeof(QuoteBlock), "quote")]
[JsonDerivedType(typeof(PullquoteBlock), "pullquote")]
[JsonDerivedType(typeof(ListBlock), "list")]
[JsonDerivedType(typeof(ImageBlock), "image")]
[JsonDerivedType(typeof(EmbedBlock), "embed")]
[JsonDerivedType(typeof(TableBlock), "table")]
[JsonDerivedType(typeof(CodeBlock), "code")]
[JsonDerivedType(typeof(DividerBlock), "divider")]
public abstract record Block
{
    /// <summary>Of a text or of inline HTML, in characters.</summary>
    public const int MaxText = 20_000;

    /// <summary>Of a line such as a caption, in characters.</summary>
    public const int MaxLine = 1_000;

    /// <summary>Of an address, in characters.</summary>
    public const int MaxUrl = 2_000;

    public const int MaxItems = 1_000;
}

/// <summary>A paragraph.</summary>
public sealed record ParagraphBlock : Block
{
    /// <summary>Inline HTML.</summary>
    /// <example>The treaty was signed in &lt;em&gt;Montreal&lt;/em&gt;.</example>
    [MaxLength(MaxText)]
    public required string Html { get; init; }
}

/// <summary>A sub-heading.</summary>
public sealed record HeadingBlock : Block
{
    /// <summary>2 for a part of the story, 3 for a part of such a part; 1 is the headline.</summary>
    /// <example>2</example>
    [Range(2, 3)]
    public required int Level { get; init; }

    /// <summary>Plain text.</summary>
    [MaxLength(MaxText)]
    public required string Text { get; init; }
}

/// <summary>What a source said or wrote, word for word.</summary>
public sealed record QuoteBlock : Block
{
    /// <summary>Inline HTML, without quotation marks.</summary>
    [MaxLength(MaxText)]
    public required string Html { get; init; }

    /// <summary>Who said it, and where.</summary>
    [MaxLength(MaxLine)]
    public string? Attribution { get; init; }
}

/// <summary>A sentence of the story set large, to catch the eye. It repeats what the text says anyway.</summary>
public sealed record PullquoteBlock : Block
{
    /// <summary>Plain text.</summary>
    [MaxLength(MaxText)]
    public required string Text { get; init; }

    /// <summary>Who said it, if someone else than the author did.</summary>
    [MaxLength(MaxLine)]
    public string? Attribution { get; init; }
}

/// <summary>A list.</summary>
public sealed record ListBlock : Block
{
    /// <summary>Whether the items are numbered.</summary>
    public required bool Ordered { get; init; }

    /// <summary>Inline HTML for each item.</summary>
    [MaxLength(MaxItems)]
    public required IReadOnlyList<string> Items { get; init; }
}

/// <summary>A picture within the story.</summary>
public sealed record ImageBlock : Block
{
    /// <summary>Absolute address of the picture.</summary>
    /// <example>https://api.example.org/media/ozone-hole.svg</example>
    [Url, MaxLength(MaxUrl)]
    public required string Url { get; init; }

    /// <summary>What it shows, for someone who does not see it.</summary>
    [MaxLength(MaxLine)]
    public required string Alt { get; init; }

    /// <summary>Plain text below the picture.</summary>
    [MaxLength(MaxLine)]
    public string? Caption { get; init; }

    /// <summary>Whose picture it is.</summary>
    [MaxLength(MaxLine)]
    public string? Credit { get; init; }

    /// <summary>In pixels.</summary>
    [Range(1, LeadImage.MaxSide)]
    public required int Width { get; init; }

    /// <summary>In pixels.</summary>
    [Range(1, LeadImage.MaxSide)]
    public required int Height { get; init; }
}

/// <summary>Something shown by another site: a film, a recording, a map.</summary>
public sealed record EmbedBlock : Block
{
    /// <summary>Address of the page that shows it.</summary>
    /// <example>https://video.example.org/watch/ozone</example>
    [Url, MaxLength(MaxUrl)]
    public required string Url { get; init; }

    /// <summary>Name of the other site.</summary>
    [MaxLength(MaxLine)]
    public string? Provider { get; init; }

    /// <summary>What it is, for a link where it can't be shown.</summary>
    [MaxLength(MaxLine)]
    public required string Title { get; init; }
}

/// <summary>A table.</summary>
public sealed record TableBlock : Block
{
    /// <summary>Plain text above the table.</summary>
    [MaxLength(MaxLine)]
    public string? Caption { get; init; }

    /// <summary>Plain text for each column.</summary>
    [MaxLength(MaxItems)]
    public required IReadOnlyList<string> Header { get; init; }

    /// <summary>Plain text for each cell; every row is as long as the header.</summary>
    [MaxLength(MaxItems)]
    public required IReadOnlyList<IReadOnlyList<string>> Rows { get; init; }
}

/// <summary>Program text or the like, its line breaks kept.</summary>
public sealed record CodeBlock : Block
{
    /// <summary>Name of the programming language, such as <c>sql</c>.</summary>
    [MaxLength(MaxLine)]
    public string? Language { get; init; }

    /// <summary>Plain text.</summary>
    [MaxLength(MaxText)]
    public required string Text { get; init; }
}

/// <summary>A break between two parts that has no heading.</summary>
public sealed record DividerBlock : Block;
