using FluentValidation;
using NewsApi.Articles;
using NewsApi.Http;
using NewsApi.Tags;

namespace NewsApi.Editorial;

/// <summary>What a story must be before it is stored, as far as it can be told from the story alone. Failures come under JSON
/// pointers into the draft.</summary>
internal sealed class ArticleDraftValidator : AbstractValidator<ArticleDraft>
{
    public ArticleDraftValidator()
    {
        RuleFor(draft => draft.Slug)
            .Must(slug => slug is null || Slugs.IsWellFormed(slug))
            .WithMessage("Must be a slug: lower-case letters, digits, single hyphens.")
            .OverridePropertyName("/slug");
        RuleFor(draft => draft.Language)
            .Must(LanguageTag.IsWellFormed)
            .WithMessage("Must be a language such as en or pt-BR.")
            .OverridePropertyName("/language");
        RuleFor(draft => draft.Headline)
            .Must(headline => headline.Length == 0 || OneLine.Is(headline, ArticleDraft.MaxHeadlineLength))
            .WithMessage($"Must be one line of up to {ArticleDraft.MaxHeadlineLength} characters, not of spaces alone.")
            .OverridePropertyName("/headline");
        RuleFor(draft => draft.Standfirst)
            .Must(standfirst => standfirst.Characters() <= ArticleDraft.MaxStandfirstLength)
            .WithMessage($"May have {ArticleDraft.MaxStandfirstLength} characters.")
            .OverridePropertyName("/standfirst");
        RuleFor(draft => draft.Byline)
            .Must(byline => byline is null || OneLine.Is(byline, ArticleDraft.MaxBylineLength))
            .WithMessage($"Must be one line of up to {ArticleDraft.MaxBylineLength} characters; or leave it out.")
            .OverridePropertyName("/byline");
        RuleFor(draft => draft.Section)
            .Must(Slugs.IsWellFormed)
            .WithMessage("Must be the slug of a section.")
            .OverridePropertyName("/section");
        RuleFor(draft => draft.Urgency)
            .InclusiveBetween(1, 8)
            .WithMessage("Must be from 1 to 8.")
            .OverridePropertyName("/urgency");
        RuleFor(draft => draft).Custom(CheckTags).Custom(CheckLeadImage).Custom(CheckRights).Custom(CheckCorrections);
        RuleFor(draft => draft.Body).Custom((body, context) => BlockRules.Check(body, context.AddFailure));
    }

    private static void CheckTags(ArticleDraft draft, ValidationContext<ArticleDraft> context)
    {
        if (draft.Tags.Count > ArticleDraft.MaxTags)
            context.AddFailure("/tags", $"May be {ArticleDraft.MaxTags} at most.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < draft.Tags.Count; i++)
        {
            if (!IsTag(draft.Tags[i]))
                context.AddFailure($"/tags/{i}", "Must be type and slug of a tag, such as place/antarctica.");
            else if (!seen.Add(draft.Tags[i]))
                context.AddFailure($"/tags/{i}", "Each tag may stand once.");
        }
    }

    private static bool IsTag(string name) =>
        name.Split('/') is [var type, var slug] && Choice<TagType>.Words.ContainsKey(type) && Slugs.IsWellFormed(slug);

    private static void CheckLeadImage(ArticleDraft draft, ValidationContext<ArticleDraft> context)
    {
        if (draft.LeadImage is not { } image)
            return;
        BlockRules.CheckPicture(
            "/leadImage",
            image.Url,
            image.Alt,
            image.Caption,
            image.Credit,
            image.Width,
            image.Height,
            context.AddFailure
        );
        if (image.FocalPoint is { } point && (point.X is not (>= 0 and <= 1) || point.Y is not (>= 0 and <= 1)))
            context.AddFailure("/leadImage/focalPoint", "Both coordinates must be from 0 to 1.");
        if (image.MediaType is { } type && !LeadImage.IsMediaType(type))
            context.AddFailure("/leadImage/mediaType", "Must be the media type of a picture, such as image/jpeg.");
        if (image.Bytes < 1)
            context.AddFailure("/leadImage/bytes", "Must be 1 or more.");
        if (image.Renditions.Count > LeadImage.MaxRenditions)
            context.AddFailure("/leadImage/renditions", $"May be {LeadImage.MaxRenditions} at most.");
        for (var i = 0; i < image.Renditions.Count; i++)
        {
            var (url, width, height) = image.Renditions[i];
            BlockRules.CheckFile($"/leadImage/renditions/{i}", url, width, height, context.AddFailure);
        }
    }

    private static void CheckRights(ArticleDraft draft, ValidationContext<ArticleDraft> context)
    {
        var rights = draft.Rights;
        if (rights.Licence is { } licence && !WebAddress.Is(licence))
            context.AddFailure("/rights/licence", WebAddress.Wanted);
        BlockRules.CheckLength("/rights/copyright", rights.Copyright, Block.MaxLine, context.AddFailure);
        BlockRules.CheckLength("/rights/usageTerms", rights.UsageTerms, Block.MaxLine, context.AddFailure);
        if (rights.ExpiresAt <= draft.EmbargoUntil)
            context.AddFailure(
                "/rights/expiresAt",
                "Must be later than embargoUntil, or the story would never be seen."
            );
    }

    private static void CheckCorrections(ArticleDraft draft, ValidationContext<ArticleDraft> context)
    {
        var corrections = draft.Corrections ?? [];
        if (corrections.Count > ArticleDraft.MaxCorrections)
            context.AddFailure("/corrections", $"May be {ArticleDraft.MaxCorrections} at most.");
        for (var i = 0; i < corrections.Count; i++)
            BlockRules.CheckText($"/corrections/{i}/text", corrections[i].Text, context.AddFailure);
    }
}
