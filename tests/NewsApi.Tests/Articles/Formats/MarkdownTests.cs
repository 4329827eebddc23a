using Markdig;
using NewsApi.Articles;
using Xunit;

namespace NewsApi.Tests.Articles;

/// <summary>Blocks as CommonMark, and what another program makes of it.</summary>
public sealed class MarkdownTests
{
    [Theory]
    [InlineData("It <em>happened</em>. Then?", "It *happened*. Then?")]
    [InlineData("AT&amp;T &amp;amp; so on", @"AT&T \&amp; so on")]
    [InlineData("1. Not a list", @"1\. Not a list")]
    [InlineData("<span>1</span>. Nor this", @"1\. Nor this")]
    [InlineData("<span>-</span> nor this", @"\- nor this")]
    [InlineData("1987. In Montreal", @"1987\. In Montreal")]
    [InlineData("A rise of 1.5 °C - at least", "A rise of 1.5 °C - at least")]
    [InlineData("One<br>- two", "One\\\n\\- two")]
    [InlineData("One<br>===", "One\\\n\\===")]
    [InlineData("<br>One<br>", "One")]
    [InlineData("One\n\n    two\n# three", @"One two \# three")]
    [InlineData("<code>a`b</code>", "``a`b``")]
    [InlineData("<code>`</code>", "`` ` ``")]
    [InlineData("<code>a <em>b</em> *c* &lt;d&gt;</code>", "`a b *c* <d>`")]
    [InlineData(
        "<a href=\"https://example.org/a b?c=1&amp;copy=2\">x</a>",
        "[x](<https://example.org/a b?c=1&copy=2>)"
    )]
    [InlineData("<a href=\"https://example.org/&amp;lt;\">x</a>", @"[x](<https://example.org/\&lt;>)")]
    public void Inline_HTML_means_what_it_meant(string html, string markdown) =>
        Assert.Equal(markdown + "\n", BodyMarkdown.Render([new ParagraphBlock { Html = html }]));

    [Theory]
    [InlineData("sql", "```sql\n")]
    [InlineData("C#", "```C#\n")]
    [InlineData(null, "```\n")]
    [InlineData("sql\n# Heading", "```sql#Heading\n")]
    [InlineData("`sql`", "```sql\n")]
    public void The_language_of_a_code_block_stays_on_its_line(string? language, string fence)
    {
        var markdown = BodyMarkdown.Render([new CodeBlock { Text = "select 1", Language = language }]);

        Assert.StartsWith(fence, markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("<h1>", Markdown.ToHtml(markdown), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_in_a_cell_is_text()
    {
        var markdown = BodyMarkdown.Render([
            new TableBlock
            {
                Header = ["a|b", "---"],
                Rows =
                [
                    ["---", "c\nd"],
                ],
            },
        ]);

        Assert.Equal("| a\\|b | \\--- |\n| --- | --- |\n| \\--- | c d |\n", markdown);
    }
}
