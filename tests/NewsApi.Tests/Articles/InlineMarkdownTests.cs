using NewsApi.Articles;
using Xunit;

namespace NewsApi.Tests.Articles;

/// <summary>Inline HTML as Markdown: what stands in code can't be escaped there, so it must not get out of it.</summary>
public sealed class InlineMarkdownTests
{
    [Theory]
    [InlineData("<code>a</code>", "`a`")]
    [InlineData("<code>a`b</code>", "``a`b``")]
    [InlineData("<code>`</code>", "`` ` ``")]
    [InlineData("<code>``&lt;b&gt;</code>", "``` ``<b> ```")]
    [InlineData("<code>a</code><code>b</code>", "`a` `b`")]
    [InlineData("<code>a\n\n&lt;script&gt;</code>", "`a <script>`")]
    [InlineData("<code>a<br>b<em>c</em></code>", "`a bc`")]
    [InlineData("<code></code>x", "x")]
    [InlineData("<a href=\"https://example.org/?a=1&amp;b=2\">x</a>", "[x](<https://example.org/?a=1&b=2>)")]
    [InlineData("<a lang=\"fr\" href=\"https://example.org/\">x</a>", "[x](<https://example.org/>)")]
    [InlineData("<a>x</a>", "x")]
    [InlineData("Look!<a href=\"https://example.org/\">x</a>", "Look\\![x](<https://example.org/>)")]
    [InlineData("AT&amp;T &amp;lt;b&amp;gt;", "AT&T \\&lt;b\\&gt;")]
    [InlineData("&lt;b&gt;", "\\<b\\>")]
    public void Nothing_in_it_becomes_markup_of_another_kind(string html, string markdown) =>
        Assert.Equal(markdown, InlineHtml.ToMarkdown(html));
}
