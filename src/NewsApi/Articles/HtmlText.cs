using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace NewsApi.Articles;

/// <summary>Plain text as it stands in HTML, in elements and in attributes: letters of every script as they are, and escaped
/// whatever could be markup.</summary>
internal static partial class HtmlText
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static string Encode(string text)
    {
        var encoded = Encoder.Encode(text);
        // A reference to one of these control characters means a letter of an old code page to every HTML parser; the
        // character itself means itself.
        return text.Any(c => c is >= '\u0080' and <= '\u009f')
            ? Control()
                .Replace(
                    encoded,
                    match => ((char)int.Parse(match.Groups["code"].Value, NumberStyles.HexNumber)).ToString()
                )
            : encoded;
    }

    [GeneratedRegex("&#x(?<code>[89][0-9A-F]);", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Control();
}
