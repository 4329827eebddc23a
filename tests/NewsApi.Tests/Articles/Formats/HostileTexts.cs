using CsCheck;

namespace NewsApi.Tests.Articles;

/// <summary>Texts that some format has a meaning of its own for.</summary>
internal static class HostileTexts
{
    private static readonly string[] Pieces =
    [
        "<script>alert(1)</script>",
        "</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "</title>",
        "</style>",
        "</h1>",
        "</p>",
        "</pre>",
        "</td>",
        "</blockquote>",
        "<!--",
        "-->",
        "<!doctype html>",
        "<![CDATA[",
        "]]>",
        "<?xml version=\"1.0\"?>",
        "<!ENTITY x SYSTEM \"file:///etc/passwd\">",
        "&",
        "&amp;",
        "&lt;b&gt;",
        "&#60;",
        "&#x0;",
        "&nbsp;",
        "&x;",
        "<",
        ">",
        "\"",
        "'",
        "`",
        "```",
        "\\",
        "\\\"",
        "\\u003c",
        "\" onmouseover=\"alert(1)",
        "' x='",
        "javascript:alert(1)",
        "{{7*7}}",
        "${7*7}",
        "%00",
        "%s",
        "# ",
        "- ",
        "+ ",
        "* ",
        "1. ",
        "1) ",
        "> ",
        "***",
        "__",
        "~~",
        "|",
        "---",
        "===",
        "    ",
        "[x](javascript:alert(1))",
        "![x](http://evil.example/x.png)",
        "<http://evil.example>",
        "[x]: http://evil.example",
        "\u200f",
        "\u202e",
        "\u2066",
        "\u200d",
        "\u00ad",
        "\u00a0",
        "\u3000",
        "\ufeff",
        "\ufffe",
        "\uffff",
        "\ufdd0",
        "\ufffd",
        "\U0001F600",
        "\U0001D54F",
        "\U0010FFFF",
        "e\u0301",
        "مرحبا",
        "שלום",
        "汉字",
        " ",
        "a",
        "x y",
    ];

    private static readonly string[] OnlyOnMoreLines =
    [
        "\n",
        "\n\n",
        "\t",
        "\r",
        "\r\n",
        "\n# ",
        "\n- ",
        "\n1. ",
        "\n===\n",
        "\n---\n",
        "\n    x",
        "\n> ",
        "\n|a|b|\n|-|-|\n",
        "\u0080",
        "\u0085",
        "\u009f",
        "\u2028",
        "\u2029",
        "\u007f",
    ];

    /// <summary>For a headline and the like. There is always something to be seen in it.</summary>
    public static Gen<string> OneLine { get; } = Of(Pieces);

    /// <summary>For texts that may have several lines.</summary>
    public static Gen<string> Lines { get; } = Of([.. Pieces, .. OnlyOnMoreLines]);

    private static Gen<string> Of(string[] pieces) =>
        Gen.OneOf(pieces.Select(Gen.Const).ToArray()).Array[1, 8].Select(chosen => "z" + string.Concat(chosen));
}
