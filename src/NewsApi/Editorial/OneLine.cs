using NewsApi.Http;

namespace NewsApi.Editorial;

/// <summary>Text of one line, such as a title.</summary>
internal static class OneLine
{
    /// <summary>What the database takes.</summary>
    public const int MaxLength = 500;

    /// <summary>Whether the text is one line of so many characters at most, not of spaces alone.</summary>
    public static bool Is(string text, int most) =>
        text.Characters() <= most && !string.IsNullOrWhiteSpace(text) && !text.Any(IsControl);

    // Beside the control characters proper, what one C library or another counts among them: the database goes by that of its
    // own.
    private static bool IsControl(char c) =>
        char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\ufff9' and <= '\ufffb');
}
