using System.ComponentModel.DataAnnotations;

namespace NewsApi.Http;

/// <summary>Configuration section <c>Site</c>: under which addresses the world finds what this service publishes.</summary>
public sealed class SiteOptions
{
    public const string Section = "Site";

    /// <summary>Scheme and host of this service as its users see it, such as <c>https://api.example.org</c>. Null: the first
    /// address the server listens on. Never taken from a request, whose headers anyone may forge.</summary>
    public Uri? BaseUrl { get; set; }

    /// <summary>Where readers find a story; <c>{slug}</c>, <c>{id}</c> and <c>{section}</c> are filled in. Null: the story's
    /// address in this API.</summary>
    public string? ArticleUrl { get; set; }

    /// <summary>How long caches may serve an answer unasked, in seconds: also how long a withdrawn story may live on in them.</summary>
    [Range(0, 3600)]
    public int MaxAgeSeconds { get; set; } = 10;
}
