using FluentValidation;
using NewsApi.Articles;
using NewsApi.Changes;
using NewsApi.Editorial;
using NewsApi.Embeds;
using NewsApi.Importing;
using NewsApi.Keys;
using NewsApi.Tags;
using NewsApi.Webhooks;

namespace NewsApi;

/// <summary>Every validator, by name: none is found by searching the assembly at start.</summary>
internal static class RequestValidators
{
    public static void AddRequestValidators(this IServiceCollection services) =>
        services
            .AddSingleton<IValidator<ListArticlesQuery>, ListArticlesQueryValidator>()
            .AddSingleton<IValidator<GetArticleQuery>, GetArticleQueryValidator>()
            .AddSingleton<IValidator<ArticleMembersQuery>, ArticleMembersQueryValidator>()
            .AddSingleton<IValidator<RelatedArticlesQuery>, RelatedArticlesQueryValidator>()
            .AddSingleton<IValidator<ArticleBatchRequest>, ArticleBatchRequestValidator>()
            .AddSingleton<IValidator<ListChangesQuery>, ListChangesQueryValidator>()
            .AddSingleton<IValidator<StreamChangesQuery>, StreamChangesQueryValidator>()
            .AddSingleton<IValidator<ExportArticlesQuery>, ExportArticlesQueryValidator>()
            .AddSingleton<IValidator<ListTagsQuery>, ListTagsQueryValidator>()
            .AddSingleton<IValidator<SuggestTagsQuery>, SuggestTagsQueryValidator>()
            .AddSingleton<IValidator<OEmbedQuery>, OEmbedQueryValidator>()
            .AddSingleton<IValidator<ArticleDraft>, ArticleDraftValidator>()
            .AddSingleton<IValidator<ListEditorialArticlesQuery>, ListEditorialArticlesQueryValidator>()
            .AddSingleton<IValidator<CompareRevisionsQuery>, CompareRevisionsQueryValidator>()
            .AddSingleton<IValidator<ListEditorialTagsQuery>, ListEditorialTagsQueryValidator>()
            .AddSingleton<IValidator<ImportQuery>, ImportQueryValidator>()
            .AddSingleton<IValidator<IngestQuery>, IngestQueryValidator>()
            .AddSingleton<IValidator<ListWebhooksQuery>, ListWebhooksQueryValidator>()
            .AddSingleton<IValidator<ListCachesQuery>, ListCachesQueryValidator>()
            .AddSingleton<IValidator<ListAttemptsQuery>, ListAttemptsQueryValidator>()
            .AddSingleton<IValidator<KeyDraft>, KeyDraftValidator>()
            .AddSingleton<IValidator<KeyRotation>, KeyRotationValidator>()
            .AddSingleton<IValidator<ListKeysQuery>, ListKeysQueryValidator>()
            .AddSingleton<IValidator<WithdrawRequest>, WithdrawRequestValidator>()
            .AddSingleton<IValidator<CorrectionRequest>, CorrectionRequestValidator>()
            .AddSingleton<IValidator<PreviewRequest>, PreviewRequestValidator>();
}
