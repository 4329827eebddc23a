using FluentValidation;
using NewsApi.Articles;
using NewsApi.Http;

namespace NewsApi.Editorial;

/// <summary>What a story must be before it is stored. Failures come under JSON pointers into the draft.</summary>
internal sealed class ArticleDraftValidator : AbstractValidator<ArticleDraft>
{
    public const int MaxHeadlineLength = 300;
    public const int MaxTextLength = 2_000;
    public const int MaxTags = 50;
    public const int MaxBlocks = 2_000;

    public ArticleDraftValidator()
    {
        RuleFor(draft => draft.Slug)
            .Must(Slugs.IsWellFormed)
            .WithMessage("Must be a slug: lower-case letters, digits, single hyphens.")
            .OverridePropertyName("/slug");
        RuleFor(draft => draft.Language)
            .Matches("^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$")
            .WithMessage("Must be a language such as en or pt-BR.")
            .OverridePropertyName("/language");
        RuleFor(draft => draft.Headline)
            .Must(IsOneLine)
            .WithMessage($"Must be one line of 1 to {MaxHeadlineLength} characters.")
            .OverridePropertyName("/headline");
        RuleFor(draft => draft.Standfirst).MaximumLength(MaxTextLength).OverridePropertyName("/standfirst");
        RuleFor(draft => draft.Urgency).InclusiveBetween(1, 8).OverridePropertyName("/urgency");
        RuleFor(draft => draft.Tags)
            .Must(tags => tags.Count <= MaxTags)
            .WithMessage($"May be {MaxTags} at most.")
            .OverridePropertyName("/tags");
        RuleFor(draft => draft.Tags)
            .Must(tags => tags.Distinct(StringComparer.Ordinal).Count() == tags.Count)
            .WithMessage("Each tag may stand once.")
            .OverridePropertyName("/tags");
        RuleFor(draft => draft.Body)
            .Must(body => body.Count <= MaxBlocks)
            .WithMessage($"May have {MaxBlocks} blocks at most.")
            .OverridePropertyName("/body");
        RuleFor(draft => draft).Custom(CheckImages);
        RuleFor(draft => draft).Custom(CheckBlocks);
    }

    private static bool IsOneLine(string text) =>
        text.Length is > 0 and <= MaxHeadlineLength && !text.Any(char.IsControl) && !string.IsNullOrWhiteSpace(text);

    private static void CheckImages(ArticleDraft draft, ValidationContext<ArticleDraft> context)
    {
        if (draft.LeadImage is not { } image)
            return;
        CheckPicture("/leadImage", image.Url, image.Alt, image.Width, image.Height, context);
        if (image.FocalPoint is { } point && (point.X is < 0 or > 1 || point.Y is < 0 or > 1))
            context.AddFailure("/leadImage/focalPoint", "Both coordinates must be from 0 to 1.");
    }

    private static void CheckBlocks(ArticleDraft draft, ValidationContext<ArticleDraft> context)
    {
        for (var i = 0; i < draft.Body.Count; i++)
        {
            var pointer = $"/body/{i}";
            switch (draft.Body[i])
            {
                case HeadingBlock { Level: not (2 or 3) }:
                    context.AddFailure(pointer + "/level", "Must be 2 or 3; 1 is the headline.");
                    break;
                case ImageBlock image:
                    CheckPicture(pointer, image.Url, image.Alt, image.Width, image.Height, context);
                    break;
                case EmbedBlock embed when !IsWebAddress(embed.Url):
                    context.AddFailure(pointer + "/url", "Must be an absolute http or https address.");
                    break;
                case TableBlock table when table.Rows.Any(row => row.Count != table.Header.Count):
                    context.AddFailure(pointer + "/rows", "Every row must have as many cells as the header.");
                    break;
            }
        }
    }

    private static void CheckPicture(
        string pointer,
        string url,
        string alt,
        int width,
        int height,
        ValidationContext<ArticleDraft> context
    )
    {
        if (!IsWebAddress(url) && !IsLocalPath(url))
            context.AddFailure(
                pointer + "/url",
                "Must be an absolute http or https address, or a path of this service."
            );
        if (string.IsNullOrWhiteSpace(alt))
            context.AddFailure(pointer + "/alt", "Say what the picture shows, for those who can't see it.");
        if (width is < 1 or > 100_000 || height is < 1 or > 100_000)
            context.AddFailure(pointer, "Width and height must be from 1 to 100000 pixels.");
    }

    private static bool IsWebAddress(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https");

    private static bool IsLocalPath(string url) =>
        url.StartsWith('/') && !url.StartsWith("//", StringComparison.Ordinal);
}
