using NewsApi.Http;

namespace NewsApi.Commands;

/// <summary>What is left of a command line after its options: settings, as <c>--Key=value</c> or <c>--Key value</c>. The host
/// would pass over a misspelt one without a word.</summary>
internal static class SettingArguments
{
    private static readonly string[] Sections =
    [
        "urls",
        "http_ports",
        "https_ports",
        "environment",
        "AllowedHosts",
        "Clock",
        "ConnectionStrings",
        "Kestrel",
        "LocalPostgres",
        "Logging",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "Site",
        "Webhooks",
    ];

    /// <returns>The same arguments, for the host's configuration.</returns>
    /// <param name="arguments">What no option or command took.</param>
    /// <param name="options">Names of the options and commands that could have been meant.</param>
    /// <exception cref="ConfigurationException">One is no setting of this program.</exception>
    public static string[] Checked(IReadOnlyList<string> arguments, IEnumerable<string> options)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            var (key, hasValue) = argument.Split('=', 2) is [var name, _] ? (name, true) : (argument, false);
            if (!hasValue && i + 1 < arguments.Count && !arguments[i + 1].StartsWith('-'))
            {
                hasValue = true;
                i++;
            }
            var section = key.TrimStart('-').Split(':')[0];
            if (!argument.StartsWith("--", StringComparison.Ordinal) || !Known(section))
                throw new ConfigurationException(
                    argument,
                    $"is neither an option or command nor a setting.{NearestName.Suggestion(key, options.Concat(Sections.Select(known => "--" + known)))} Try --help."
                );
            if (!hasValue)
                throw new ConfigurationException(argument, "has no value. Write it as --Key=value.");
        }
        return [.. arguments];
    }

    private static bool Known(string section) => Sections.Contains(section, StringComparer.OrdinalIgnoreCase);
}
