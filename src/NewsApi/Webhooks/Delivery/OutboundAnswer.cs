using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Serialization;
using NewsApi.Http;

namespace NewsApi.Webhooks;

/// <summary>What came of a request to somebody else's server.</summary>
internal sealed record OutboundAnswer
{
    private const int MostCharacters = 500;

    /// <summary>Null where there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>Why there was none, or none that counts.</summary>
    public OutboundFault? Fault { get; init; }

    /// <summary>How long the other side wants to be left alone. May be negative, for a date that has passed.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The beginning of an answer that was no success.</summary>
    public string? Text { get; init; }

    public TimeSpan Took { get; init; }

    public bool IsSuccess => Fault is null && Status is >= 200 and < 300;

    /// <summary>The receiver says that it wants nothing any more.</summary>
    public bool IsGone => Fault is null && Status == (int)HttpStatusCode.Gone;

    /// <summary>What it was, for a person.</summary>
    public string Summary => Fault is { } fault ? new Choice<OutboundFault>(fault).Word : $"status {Status}";

    /// <summary>What can be shown of some bytes, of which nobody knows what they are.</summary>
    public static string? Printable(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (var rune in Encoding.UTF8.GetString(bytes).EnumerateRunes())
        {
            if (text.Length >= MostCharacters)
                break;
            if (rune == Rune.ReplacementChar || Rune.IsControl(rune))
                text.Append(text.Length > 0 && text[^1] != ' ' ? " " : "");
            else
                text.Append(rune);
        }
        return text.ToString().Trim() is { Length: > 0 } shown ? shown : null;
    }
}

/// <summary>Why a request had no answer that counts.</summary>
[JsonConverter(typeof(WordConverter<OutboundFault>))]
public enum OutboundFault
{
    /// <summary>There was no whole answer in time.</summary>
    Timeout,

    /// <summary>The host's name is not known.</summary>
    UnknownHost,

    /// <summary>The host's name leads inside a network only, where nothing is sent to.</summary>
    RefusedAddress,

    /// <summary>No connection, or it was cut off.</summary>
    Connection,

    /// <summary>No secure connection, for example because of a certificate.</summary>
    Tls,

    /// <summary>A redirection other than 307 and 308, the fourth in a row, or one to an address that may not be used.</summary>
    Redirection,

    /// <summary>What came was no answer in the sense of HTTP.</summary>
    Protocol,

    /// <summary>The answer had to repeat something, and did not.</summary>
    Unexpected,
}

internal static class OutboundFaults
{
    public static OutboundFault Of(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case AddressRefusedException:
                    return OutboundFault.RefusedAddress;
                case SocketException
                {
                    SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData
                }:
                    return OutboundFault.UnknownHost;
            }
        }
        if (exception is not (HttpRequestException or IOException))
            return OutboundFault.Protocol;
        return (exception as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => OutboundFault.UnknownHost,
            HttpRequestError.SecureConnectionError => OutboundFault.Tls,
            HttpRequestError.InvalidResponse
            or HttpRequestError.ConfigurationLimitExceeded
            or HttpRequestError.HttpProtocolError => OutboundFault.Protocol,
            _ => OutboundFault.Connection,
        };
    }
}
