using System.Text.Json.Serialization;
using NewsApi.Http;
using NewsApi.OpenApi;

namespace NewsApi.Tags;

/// <summary>A tag, by name.</summary>
/// <param name="Id" example="topic/ozone-layer">Type and slug: what the filter <c>tag</c> takes.</param>
/// <param name="Type">What the tag stands for.</param>
/// <param name="Slug" example="ozone-layer">Unique among tags of this type.</param>
/// <param name="Title" example="Ozone layer">What readers see.</param>
public sealed record TagReference(string Id, TagType Type, [property: WrittenAs<SlugText>] string Slug, string Title);

/// <summary>What a tag stands for.</summary>
[JsonConverter(typeof(WordConverter<TagType>))]
public enum TagType
{
    /// <summary>A subject.</summary>
    Topic,

    /// <summary>A person written about.</summary>
    Person,

    /// <summary>A company, party, authority or club.</summary>
    Organisation,

    /// <summary>A place on the map.</summary>
    Place,

    /// <summary>Something that happened or will.</summary>
    Event,

    /// <summary>Someone who writes, photographs or films for this newsroom.</summary>
    Contributor,

    /// <summary>A row of stories that belong together.</summary>
    Series,

    /// <summary>The manner of a story: news, explainer, opinion.</summary>
    Tone,
}
