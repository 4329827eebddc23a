using System.Globalization;
using System.Threading.RateLimiting;

namespace NewsApi.Http;

/// <summary>Says of an operation that it may go on for long without doing much: it takes no place from others.</summary>
internal sealed record TakesItsTime;

/// <summary>Configuration section <c>Load</c>: how much work is taken on.</summary>
internal sealed class LoadOptions
{
    private const string Section = "Load";

    /// <summary>How many requests that can't be answered from memory are worked on at once.</summary>
    public int MostAtOnce { get; private init; } = 200;

    /// <summary>How many more may wait for their turn.</summary>
    public int MostWaiting { get; private init; } = 400;

    /// <exception cref="ConfigurationException">A value is wrong; the message names its key.</exception>
    public static LoadOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var defaults = new LoadOptions();
        return new()
        {
            MostAtOnce = Read(section, nameof(MostAtOnce), least: 1, defaults.MostAtOnce),
            MostWaiting = Read(section, nameof(MostWaiting), least: 0, defaults.MostWaiting),
        };
    }

    private static int Read(IConfigurationSection section, string key, int least, int otherwise) =>
        section[key] is not { Length: > 0 } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
        : throw new ConfigurationException($"{Section}:{key}", $"must be a whole number from {least} on.");
}

/// <summary>Takes on no more work than can be done in time. Under more than that all would wait, most of them in vain: whoever
/// can't be served soon is told so at once, and the others get their answers.</summary>
/// <remarks>Answers from memory, streams, waiting polls, exports and imports take no place: the first cost next to nothing, and
/// the others are bounded by what they do.</remarks>
internal static class LoadShedding
{
    private const string RetryAfterSeconds = "1";

    public static IApplicationBuilder UseLoadShedding(this IApplicationBuilder app)
    {
        var places = app.ApplicationServices.GetRequiredService<ConcurrencyLimiter>();
        return app.Use(
            async (http, next) =>
            {
                if (!TakesAPlace(http.GetEndpoint()?.Metadata))
                {
                    await next(http);
                    return;
                }
                using var place = await places.AcquireAsync(cancellationToken: http.RequestAborted);
                if (place.IsAcquired)
                {
                    await next(http);
                    return;
                }
                http.Response.Headers.RetryAfter = RetryAfterSeconds;
                await new ProblemResult(
                    ProblemType.Unavailable,
                    "There is more to do than can be done in time. Try again in a moment."
                ).ExecuteAsync(http);
            }
        );
    }

    public static ConcurrencyLimiter Places(LoadOptions options) =>
        new(
            new ConcurrencyLimiterOptions
            {
                PermitLimit = options.MostAtOnce,
                QueueLimit = options.MostWaiting,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            }
        );

    private static bool TakesAPlace(EndpointMetadataCollection? said) =>
        said is not null
        && (said.GetMetadata<RequiredScope>() is not null || said.GetMetadata<OpenToReaders>() is not null)
        && said.GetMetadata<TakesItsTime>() is null;
}
