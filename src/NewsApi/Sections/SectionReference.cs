using NewsApi.Http;
using NewsApi.OpenApi;

namespace NewsApi.Sections;

/// <summary>A section, by name.</summary>
/// <param name="Slug" example="science">Readable name in addresses and filters.</param>
/// <param name="Title" example="Science">What readers see.</param>
public sealed record SectionReference([property: WrittenAs<SlugText>] string Slug, string Title);
