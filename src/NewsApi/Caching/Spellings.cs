using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Caching.Memory;

namespace NewsApi.Caching;

/// <summary>Remembers which answers requests led to that were written in a certain way. An answer is kept once, under the normal
/// form of what is asked for; the many ways to ask for it are short, and cost no work the second time.</summary>
internal sealed class Spellings : IDisposable
{
    /// <summary>So many are remembered.</summary>
    private const int Most = 20_000;

    /// <summary>What is longer is rare, and would take more memory than it saves work.</summary>
    private const int LongestRemembered = 500;

    private readonly MemoryCache _keys = new(new MemoryCacheOptions { SizeLimit = Most });

    /// <summary>Where requests that are written like this one were led to.</summary>
    public bool TryFind(HttpContext http, [NotNullWhen(true)] out Destination? destination)
    {
        var (target, accept) = PartsOf(http);
        // On the stack: few requests need it once more.
        Span<char> spelling = stackalloc char[LongestRemembered];
        destination = null;
        return spelling.TryWrite($"{target}\n{accept}", out var length)
            && _keys.TryGetValue(spelling[..length], out destination)
            && destination is not null;
    }

    public void Remember(string spelling, Destination destination)
    {
        if (spelling.Length <= LongestRemembered)
            _keys.Set(spelling, destination, new MemoryCacheEntryOptions { Size = 1 });
    }

    /// <summary>All of a request that decides which answer it gets, as it came: the target and what the client accepts.</summary>
    public static string Of(HttpContext http)
    {
        var (target, accept) = PartsOf(http);
        return $"{target}\n{accept}";
    }

    public void Dispose() => _keys.Dispose();

    private static (string Target, string Accept) PartsOf(HttpContext http) =>
        (http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, http.Request.Headers.Accept.ToString());
}
