using System.Text.Json.Serialization;
using NewsApi.Http;

namespace NewsApi.Access;

/// <summary>Whether a key opens anything.</summary>
[JsonConverter(typeof(WordConverter<KeyState>))]
public enum KeyState
{
    /// <summary>It opens what its scopes say.</summary>
    Valid,

    /// <summary>It was good up to its end.</summary>
    Expired,

    /// <summary>It was taken back.</summary>
    Revoked,
}
