using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace NewsApi.Http;

/// <summary>Refuses what can't be a sensible request before anything reads it: over-long addresses and headers, broken
/// percent escapes, bytes that are not UTF-8, control characters. PostgreSQL would refuse some of these with an error.</summary>
public static class RequestLimits
{
    /// <summary>Of path and query together, in bytes as sent.</summary>
    public const int MaxTargetLength = 8 * 1024;

    /// <summary>Of all header names and values together, in characters.</summary>
    public const int MaxHeaderLength = 32 * 1024;

    /// <summary>Of all header fields.</summary>
    public const int MaxHeaderCount = 100;

    /// <summary>Of a body, in bytes. The web server itself holds to it, while the body is read.</summary>
    public const int MaxBodyLength = 1024 * 1024;

    /// <summary>Within which all headers must have come.</summary>
    public static readonly TimeSpan MaxHeaderTime = TimeSpan.FromSeconds(10);

    /// <summary>Open at once, most of them streams; further ones are closed.</summary>
    public const int MaxConnections = 20_000;

    /// <summary>The web server's own limits on the rest lie higher, since what it refuses itself gets an answer without a body.</summary>
    public const int ServerMargin = 4;

    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    public static IApplicationBuilder UseRequestLimits(this IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
            {
                Check(http);
                return next(http);
            }
        );

    /// <summary>Whether a request whose address is known to be sound keeps to the limits of its headers, too.</summary>
    public static bool HasSoundHeaders(HttpContext http) =>
        http.Request.Headers.Count <= MaxHeaderCount && LengthOf(http.Request.Headers) <= MaxHeaderLength;

    private static int LengthOf(IHeaderDictionary headers)
    {
        var length = 0;
        foreach (var (name, values) in headers)
        {
            length += name.Length;
            foreach (var value in values)
                length += value?.Length ?? 0;
        }
        return length;
    }

    private static void Check(HttpContext http)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (target.Length > MaxTargetLength)
            throw new RefusedException(
                ProblemType.UriTooLong,
                $"Path and query may have {MaxTargetLength} bytes together; these have {target.Length}."
            );
        var headers = LengthOf(http.Request.Headers);
        if (headers > MaxHeaderLength)
            throw new RefusedException(
                ProblemType.HeadersTooLarge,
                $"The headers may have {MaxHeaderLength} characters together; these have {headers}."
            );
        if (http.Request.Headers.Count > MaxHeaderCount)
            throw new RefusedException(
                ProblemType.HeadersTooLarge,
                $"A request may have {MaxHeaderCount} headers; this one has {http.Request.Headers.Count}."
            );
        if (Fault(target) is { } fault)
            throw new RefusedException(ProblemType.BadRequest, fault);
    }

    /// <summary>What is wrong with a request target, or null.</summary>
    internal static string? Fault(string target)
    {
        var bytes = new byte[target.Length];
        var length = 0;
        for (var i = 0; i < target.Length; i++)
        {
            var octet = target[i];
            if (octet == '%')
            {
                if (
                    i + 2 >= target.Length
                    || !char.IsAsciiHexDigit(target[i + 1])
                    || !char.IsAsciiHexDigit(target[i + 2])
                )
                    return $"The address has a '%' at offset {i} that is not followed by two hexadecimal digits.";
                octet = (char)Convert.ToByte(target.Substring(i + 1, 2), 16);
                i += 2;
            }
            else if (octet > 127)
                return $"The address has a character outside ASCII at offset {i}; write it as percent-escaped UTF-8.";
            if (octet is < ' ' or '\u007f')
                return $"The address has a control character (code {(int)octet}) at or before offset {i}.";
            bytes[length++] = (byte)octet;
        }
        try
        {
            Strict.GetCharCount(bytes.AsSpan(0, length));
            return null;
        }
        catch (DecoderFallbackException)
        {
            return "The percent escapes in the address are not valid UTF-8.";
        }
    }
}
