using System.Text.Json.Serialization;
using NewsApi.Http;

namespace NewsApi.Limiting;

/// <summary>How much a key may be used.</summary>
[JsonConverter(typeof(WordConverter<Plan>))]
public enum Plan
{
    /// <summary>To try and to build.</summary>
    Developer,

    /// <summary>Sites and apps that publish what they read.</summary>
    Partner,

    /// <summary>The house's own programs, and its newsroom.</summary>
    Internal,
}
