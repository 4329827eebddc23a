using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using NewsApi.Access;
using NewsApi.Articles;
using NewsApi.Changes;
using NewsApi.Editorial;
using NewsApi.Embeds;
using NewsApi.Feeds;
using NewsApi.Http;
using NewsApi.Importing;
using NewsApi.Keys;
using NewsApi.Licensing;
using NewsApi.Operation;
using NewsApi.Paging;
using NewsApi.Sections;
using NewsApi.Tags;
using NewsApi.Webhooks;

namespace NewsApi;

/// <summary>Every type that this program writes or reads as JSON. Reflection is switched off: a type missing here fails at
/// once, in any test that touches it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantConverter)]
)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(Article))]
[JsonSerializable(typeof(ArticlePage))]
[JsonSerializable(typeof(Explanation))]
[JsonSerializable(typeof(RelatedArticles))]
[JsonSerializable(typeof(ArticleBatchRequest))]
[JsonSerializable(typeof(ArticleBatch))]
[JsonSerializable(typeof(IReadOnlyList<Block>))]
[JsonSerializable(typeof(IReadOnlyList<Correction>))]
[JsonSerializable(typeof(IReadOnlyList<TagReference>))]
[JsonSerializable(typeof(Change))]
[JsonSerializable(typeof(ChangePage))]
[JsonSerializable(typeof(ExportLine))]
[JsonSerializable(typeof(ExportEnd))]
[JsonSerializable(typeof(WebSubSettings))]
[JsonSerializable(typeof(FeedDirectory))]
[JsonSerializable(typeof(OEmbedCard))]
[JsonSerializable(typeof(IReadOnlyList<TdmReservation>))]
[JsonSerializable(typeof(SectionTree))]
[JsonSerializable(typeof(Section))]
[JsonSerializable(typeof(Tag))]
[JsonSerializable(typeof(Page<Tag>))]
[JsonSerializable(typeof(TagSuggestions))]
[JsonSerializable(typeof(Me))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(ArticleDraft))]
[JsonSerializable(typeof(EditorialArticle))]
[JsonSerializable(typeof(Page<EditorialSummary>))]
[JsonSerializable(typeof(PublishRequest))]
[JsonSerializable(typeof(WithdrawRequest))]
[JsonSerializable(typeof(CorrectionRequest))]
[JsonSerializable(typeof(PreviewRequest))]
[JsonSerializable(typeof(PreviewLink))]
[JsonSerializable(typeof(SectionDraft))]
[JsonSerializable(typeof(SectionMergeRequest))]
[JsonSerializable(typeof(EditorialSection))]
[JsonSerializable(typeof(EditorialSections))]
[JsonSerializable(typeof(TagDraft))]
[JsonSerializable(typeof(TagMergeRequest))]
[JsonSerializable(typeof(EditorialTag))]
[JsonSerializable(typeof(Page<EditorialTag>))]
[JsonSerializable(typeof(KeptHeaders))]
[JsonSerializable(typeof(StoryHistory))]
[JsonSerializable(typeof(StoryRevisionContent))]
[JsonSerializable(typeof(RevisionComparison))]
[JsonSerializable(typeof(ArticleVersions))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(ImportedStory))]
[JsonSerializable(typeof(ImportedSection))]
[JsonSerializable(typeof(ImportedTag))]
[JsonSerializable(typeof(ImportResult))]
[JsonSerializable(typeof(ImportEnd))]
[JsonSerializable(typeof(NewsroomExportEnd))]
[JsonSerializable(typeof(WebhookDraft))]
[JsonSerializable(typeof(WebhookSettings))]
[JsonSerializable(typeof(Webhook))]
[JsonSerializable(typeof(Page<Webhook>))]
[JsonSerializable(typeof(ReplayRequest))]
[JsonSerializable(typeof(WebhookTest))]
[JsonSerializable(typeof(WebhookEvent))]
[JsonSerializable(typeof(WebhookTestEvent))]
[JsonSerializable(typeof(WebhookDisabledEvent))]
[JsonSerializable(typeof(Page<DeliveryAttempt>))]
[JsonSerializable(typeof(NewCache))]
[JsonSerializable(typeof(CacheSettings))]
[JsonSerializable(typeof(Cache))]
[JsonSerializable(typeof(Page<Cache>))]
[JsonSerializable(typeof(KeyDraft))]
[JsonSerializable(typeof(KeyRotation))]
[JsonSerializable(typeof(Entitlement))]
[JsonSerializable(typeof(Key))]
[JsonSerializable(typeof(Page<Key>))]
[JsonSerializable(typeof(SampleArticle))]
[JsonSerializable(typeof(IReadOnlyList<SectionDraft>))]
[JsonSerializable(typeof(IReadOnlyList<SampleTag>))]
internal sealed partial class NewsJsonContext : JsonSerializerContext
{
    /// <summary>For everything that is sent or stored. Letters of every script stay as they are; the answers are never put
    /// into HTML unescaped, which is what the default encoder guards against.</summary>
    [field: AllowNull, MaybeNull]
    public static NewsJsonContext Wire =>
        field ??= new(
            new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
}
