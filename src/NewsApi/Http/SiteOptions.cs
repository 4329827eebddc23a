using System.Globalization;

namespace NewsApi.Http;

/// <summary>Configuration section <c>Site</c>: under which addresses the world finds what this service publishes.</summary>
public sealed class SiteOptions
{
    private const string Section = "Site";
    private const int LongestMaxAge = 3600;
    private const int LongestShared = 86_400;

    /// <summary>Name of the publisher, as readers know it: in pages, feeds and sitemaps.</summary>
    public string Name { get; set; } = "News API";

    /// <summary>Address of the publisher's logo, a picture that search engines show; null for none.</summary>
    public string? Logo { get; set; }

    /// <summary>Whether what this service serves may be used to train machine learning models. A story's own rights go before.
    /// </summary>
    public bool AiTraining { get; set; }

    /// <summary>Address of a page that says how to get a licence; null for none.</summary>
    public string? LicencePolicy { get; set; }

    /// <summary>Scheme and host of this service as its users see it, such as <c>https://api.example.org</c>. Null: the first
    /// address the server listens on. Never taken from a request, whose headers anyone may forge.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>Where readers find a story; <c>{slug}</c>, <c>{id}</c> and <c>{section}</c> are filled in. Null: the story's
    /// page at this service.</summary>
    public string? ArticleUrl { get; set; }

    /// <summary>How long caches may serve an answer unasked, in seconds: also how long a withdrawn story may live on in them.</summary>
    public int MaxAgeSeconds { get; set; } = 10;

    /// <summary>How long shared caches may, in seconds, where they are purged of what has changed. Null: they are not, and keep
    /// within <see cref="MaxAgeSeconds"/> together with the time that they take to ask anew.</summary>
    public int? SharedMaxAgeSeconds { get; set; }

    /// <summary>How much longer answers are good enough while there are no better ones, in seconds: in shared caches while this
    /// service gives no answer, and in this service while its database gives none.</summary>
    public int StaleIfErrorSeconds { get; set; } = 600;

    /// <summary>As caches are told.</summary>
    public Freshness Freshness
    {
        get
        {
            var maxAge = TimeSpan.FromSeconds(MaxAgeSeconds);
            var shared = TimeSpan.FromSeconds(SharedMaxAgeSeconds ?? MaxAgeSeconds / 2);
            return new(
                maxAge,
                shared,
                SharedMaxAgeSeconds is null ? maxAge - shared : maxAge,
                TimeSpan.FromSeconds(StaleIfErrorSeconds)
            );
        }
    }

    /// <exception cref="ConfigurationException">A value is wrong; the message names its key.</exception>
    public static SiteOptions From(IConfiguration configuration)
    {
        var options = new SiteOptions();
        try
        {
            configuration.GetSection(Section).Bind(options);
        }
        catch (InvalidOperationException)
        {
            if (!bool.TryParse(configuration[$"{Section}:{nameof(AiTraining)}"] ?? "false", out _))
                throw Wrong(nameof(AiTraining), "must be true or false.");
            throw Wrong(
                new[] { nameof(MaxAgeSeconds), nameof(SharedMaxAgeSeconds) }.FirstOrDefault(member =>
                    !int.TryParse(configuration[$"{Section}:{member}"] ?? "0", CultureInfo.InvariantCulture, out _)
                )
                    ?? nameof(StaleIfErrorSeconds),
                "must be a whole number of seconds."
            );
        }
        if (options.BaseUrl is { } url && !IsWebAddress(url))
            throw Wrong(nameof(BaseUrl), "must be an address such as https://api.example.org.");
        if (options.ArticleUrl is { } template && !(IsWebAddress(template) && NamesTheStory(template)))
            throw Wrong(
                nameof(ArticleUrl),
                "must be an address with {slug} or {id}, such as https://www.example.org/{slug}."
            );
        if (string.IsNullOrWhiteSpace(options.Name) || options.Name.Any(char.IsControl))
            throw Wrong(nameof(Name), "must be a name, on one line.");
        if (options.Logo is { } logo && !IsWebAddress(logo))
            throw Wrong(nameof(Logo), "must be an address such as https://www.example.org/logo.png.");
        if (options.LicencePolicy is { } policy && !IsWebAddress(policy))
            throw Wrong(nameof(LicencePolicy), "must be an address such as https://www.example.org/licensing.");
        if (options.MaxAgeSeconds is < 0 or > LongestMaxAge)
            throw Wrong(nameof(MaxAgeSeconds), $"must be from 0 to {LongestMaxAge} seconds.");
        if (options.SharedMaxAgeSeconds is < 0 or > LongestShared)
            throw Wrong(nameof(SharedMaxAgeSeconds), $"must be from 0 to {LongestShared} seconds.");
        if (options.StaleIfErrorSeconds is < 0 or > LongestShared)
            throw Wrong(nameof(StaleIfErrorSeconds), $"must be from 0 to {LongestShared} seconds.");
        return options;
    }

    private static bool IsWebAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https");

    private static bool NamesTheStory(string template) =>
        template.Contains("{slug}", StringComparison.Ordinal) || template.Contains("{id}", StringComparison.Ordinal);

    private static ConfigurationException Wrong(string member, string fault) => new($"{Section}:{member}", fault);
}
