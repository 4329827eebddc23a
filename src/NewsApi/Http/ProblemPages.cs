using System.Net;
using System.Text;

namespace NewsApi.Http;

/// <summary>The pages that the <c>type</c> of a problem points to.</summary>
public static class ProblemPages
{
    public static void MapProblemPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/problems", ListAll).ExcludeFromDescription();
        app.MapGet("/problems/{name}", ShowOne).ExcludeFromDescription();
    }

    private static IResult ListAll()
    {
        var items = ProblemType.All.Select(type =>
            $"""<li><a href="{type.Path}">{type.Name}</a> ({type.Status}): {WebUtility.HtmlEncode(type.Title)}</li>"""
        );
        return Page("Problems", $"<ul>{string.Concat(items)}</ul>");
    }

    private static IResult ShowOne(string name) =>
        ProblemType.All.FirstOrDefault(type => type.Name == name) is { } type
            ? Page(
                type.Title,
                $"<p>{WebUtility.HtmlEncode(type.Meaning)}</p><p>HTTP status: {type.Status}</p>"
                    + """<p><a href="/problems">All kinds of problems</a></p>"""
            )
            : new ProblemResult(
                ProblemType.NotFound,
                "There is no kind of problem of this name. GET /problems lists them."
            );

    private static IResult Page(string title, string content) =>
        TypedResults.Content(
            $"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <meta name="color-scheme" content="light dark">
            <title>{WebUtility.HtmlEncode(title)}</title>
            <body>
            <h1>{WebUtility.HtmlEncode(title)}</h1>
            {content}
            </body>
            </html>
            """,
            "text/html",
            Encoding.UTF8
        );
}
