using System.Globalization;

namespace NewsApi.Http;

/// <summary>Instants as text: in UTC with a <c>Z</c> and as many decimals as they have (RFC 3339).</summary>
internal static class Instants
{
    private const string Form = "yyyy-MM-ddTHH:mm:ss.FFFFFFZ";

    public static string ToText(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>The same into a buffer of at least 27 characters.</summary>
    public static bool TryFormat(DateTimeOffset instant, Span<char> text, out int length) =>
        instant.UtcDateTime.TryFormat(text, out length, Form, CultureInfo.InvariantCulture);
}
