using NewsApi.Http;

namespace NewsApi.Access;

/// <summary>Configuration section <c>Access</c>: who may read.</summary>
public sealed class AccessOptions
{
    private const string Section = "Access";

    /// <summary>Whether what is public is read without a key.</summary>
    public bool PublicReading { get; private init; } = true;

    /// <summary>Whether a request is answered without a look at who sends it. Whoever sends a key wants it looked at: a mistake
    /// must not stay hidden until it matters.</summary>
    public bool IsOpenTo(HttpRequest request) => PublicReading && !KeyHeaders.AreIn(request);

    /// <exception cref="ConfigurationException">A value is wrong; the message names its key.</exception>
    public static AccessOptions From(IConfiguration configuration) =>
        configuration.GetSection(Section)[nameof(PublicReading)] switch
        {
            null or "" => new(),
            var text when bool.TryParse(text, out var isPublic) => new() { PublicReading = isPublic },
            _ => throw new ConfigurationException($"{Section}:{nameof(PublicReading)}", "must be true or false."),
        };
}
