namespace NewsApi.Http;

/// <summary>The configuration is wrong.</summary>
/// <param name="key">The setting, as it is written in the configuration.</param>
/// <param name="fault">The rest of a sentence that begins with it: what is wrong, and what would be right.</param>
public sealed class ConfigurationException(string key, string fault) : Exception($"{key} {fault}");
