using System.Text;

namespace NewsApi.Articles;

/// <summary>A body as semantic HTML without classes or scripts, to be put into a page below its <c>h1</c>.</summary>
internal static class BodyHtml
{
    public static string Render(IEnumerable<Block> blocks)
    {
        var html = new StringBuilder();
        foreach (var block in blocks)
            Append(html, block);
        return html.ToString();
    }

    private static void Append(StringBuilder html, Block block)
    {
        switch (block)
        {
            case ParagraphBlock paragraph:
                html.Append($"<p>{paragraph.Html}</p>\n");
                break;
            case HeadingBlock heading:
                html.Append($"<h{heading.Level}>{Encode(heading.Text)}</h{heading.Level}>\n");
                break;
            case QuoteBlock quote:
                html.Append(
                    $"<figure><blockquote><p>{quote.Html}</p></blockquote>{Caption(quote.Attribution)}</figure>\n"
                );
                break;
            case PullquoteBlock pullquote:
                html.Append($"<aside><p>{Encode(pullquote.Text)}</p>{Attribution(pullquote.Attribution)}</aside>\n");
                break;
            case ListBlock list:
                var element = list.Ordered ? "ol" : "ul";
                html.Append($"<{element}>");
                foreach (var item in list.Items)
                    html.Append($"<li>{item}</li>");
                html.Append($"</{element}>\n");
                break;
            case ImageBlock image:
                html.Append("<figure>")
                    .Append($"""<img src="{Encode(image.Url)}" alt="{Encode(image.Alt)}" """)
                    .Append($"""width="{image.Width}" height="{image.Height}" loading="lazy">""")
                    .Append(Caption(string.Join(' ', new[] { image.Caption, image.Credit }.OfType<string>())))
                    .Append("</figure>\n");
                break;
            case EmbedBlock embed:
                var provider = embed.Provider is { } name ? $" ({Encode(name)})" : "";
                html.Append($"""<p><a href="{Encode(embed.Url)}">{Encode(embed.Title)}</a>{provider}</p>""")
                    .Append('\n');
                break;
            case TableBlock table:
                AppendTable(html, table);
                break;
            case CodeBlock code:
                html.Append($"<pre><code>{Encode(code.Text)}</code></pre>\n");
                break;
            case DividerBlock:
                html.Append("<hr>\n");
                break;
            default:
                throw new NotSupportedException($"{block.GetType().Name} has no form as HTML.");
        }
    }

    private static void AppendTable(StringBuilder html, TableBlock table)
    {
        html.Append("<table>");
        if (table.Caption is { } caption)
            html.Append($"<caption>{Encode(caption)}</caption>");
        html.Append("<thead><tr>");
        foreach (var cell in table.Header)
            html.Append($"""<th scope="col">{Encode(cell)}</th>""");
        html.Append("</tr></thead><tbody>");
        foreach (var row in table.Rows)
        {
            html.Append("<tr>");
            foreach (var cell in row)
                html.Append($"<td>{Encode(cell)}</td>");
            html.Append("</tr>");
        }
        html.Append("</tbody></table>\n");
    }

    private static string Caption(string? text) =>
        string.IsNullOrEmpty(text) ? "" : $"<figcaption>{Encode(text)}</figcaption>";

    private static string Attribution(string? text) => text is null ? "" : $"<p>{Encode(text)}</p>";

    private static string Encode(string text) => HtmlText.Encode(text);
}
