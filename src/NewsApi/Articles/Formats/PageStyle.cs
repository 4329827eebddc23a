using System.Security.Cryptography;
using System.Text;

namespace NewsApi.Articles;

/// <summary>How pages look, and the policy that lets them do nothing else than look.</summary>
internal static class PageStyle
{
    /// <summary>One column of readable width, in the reader's own fonts and in light or dark as the reader's device has it.
    /// Whatever has no space in it is broken rather than let out of the column.</summary>
    public const string Css = """
        :root{color-scheme:light dark;--text:#1b1b1b;--quiet:#595959;--line:#d8d8d8;--back:#fff;--link:#0b5394}
        @media (prefers-color-scheme:dark){:root{--text:#e8e6e3;--quiet:#a8a49e;--line:#3c3c3c;--back:#161616;--link:#8ab4f8}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--back);color:var(--text);font:1.125rem/1.6 Georgia,"Noto Serif",serif;overflow-wrap:anywhere}
        main{max-width:42rem;margin:0 auto;padding:1.5rem 1.25rem 4rem}
        h1,h2,h3,.section,.byline,.dates,figcaption,footer,table{font-family:system-ui,"Noto Sans",sans-serif}
        h1{font-size:clamp(1.75rem,1.2rem + 2.6vw,2.5rem);line-height:1.15;margin:.25rem 0 .75rem}
        h2{font-size:1.375rem;line-height:1.3;margin:2.25rem 0 .5rem}
        h3{font-size:1.125rem;margin:1.75rem 0 .5rem}
        a{color:var(--link)}
        .section{margin:0;color:var(--quiet);font-weight:600}
        .standfirst{font-size:1.25rem;line-height:1.45;margin:0 0 1rem}
        .byline,.dates{margin:.125rem 0;font-size:.9375rem;color:var(--quiet)}
        .byline{color:var(--text);font-weight:600}
        figure{margin:1.75rem 0}
        img{display:block;max-width:100%;height:auto;background:var(--line)}
        figcaption{margin-top:.5rem;font-size:.875rem;line-height:1.45;color:var(--quiet)}
        blockquote{margin:0;padding-inline-start:1.25rem;border-inline-start:.25rem solid var(--line)}
        aside{margin:2rem 0;font-size:1.5rem;line-height:1.35;border-block:1px solid var(--line)}
        pre{padding:1rem;font-size:.875rem;white-space:pre-wrap;border:1px solid var(--line)}
        table{width:100%;border-collapse:collapse;font-size:.9375rem;line-height:1.4}
        caption{text-align:start;padding-bottom:.5rem;color:var(--quiet)}
        th,td{padding:.5rem;text-align:start;vertical-align:top;border-bottom:1px solid var(--line)}
        hr{margin:2.5rem auto;width:6rem;border:0;border-top:1px solid var(--line)}
        .corrections{margin-top:3rem;padding:0 1rem;border:1px solid var(--line)}
        footer{margin-top:3rem;padding-top:.5rem;font-size:.875rem;color:var(--quiet);border-top:1px solid var(--line)}
        """;

    /// <summary>Without it a browser would look for an icon where there is none, once for each site.</summary>
    public const string NoIcon = """<link rel="icon" href="data:,">""";

    /// <summary>The page loads pictures and this style sheet, and nothing runs in it, whatever a story brought along.</summary>
    private static readonly string Policy =
        "default-src 'none'; img-src http: https: data:; style-src 'sha256-"
        + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Css)))
        + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>The policy as a header.</summary>
    public static KeyValuePair<string, string> Header { get; } = new("Content-Security-Policy", Policy);

    public static void Protect(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
    }
}
