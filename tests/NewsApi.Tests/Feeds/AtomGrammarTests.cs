using System.Diagnostics;
using System.Xml.Linq;
using NewsApi.Tests.LocalPostgres;
using NewsApi.Tests.Support;
using Xunit;
using static NewsApi.Tests.Feeds.FeedPages;

namespace NewsApi.Tests.Feeds;

/// <summary>The feed in Atom is held against the grammar of RFC 4287.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class AtomGrammarTests(NewsroomFixture fixture)
{
    private readonly HttpClient _client = fixture.Sample.Client;

    [XmlLintFact]
    public async Task Every_page_fits_the_grammar()
    {
        foreach (var query in new[] { "?limit=25", "?limit=25&fields=*", "?limit=0", "?section=science&language=en" })
        foreach (var page in await ReadAsync(_client, $"/v1/feeds/atom{query}"))
            Assert.Equal("", await FaultsAsync(page.Text));
    }

    /// <summary>A grammar that lets everything pass would prove nothing.</summary>
    [XmlLintFact]
    public async Task A_feed_that_was_spoilt_does_not_fit()
    {
        (string, Action<XElement>)[] spoilt =
        [
            ("no id", feed => feed.Element(Atom + "id")!.Remove()),
            ("two titles", feed => feed.Element(Atom + "title")!.AddAfterSelf(new XElement(Atom + "title", "Another"))),
            ("no moment", feed => feed.Element(Atom + "updated")!.Value = "Mon, 23 Nov 2026 09:30:00 +0000"),
            ("an element of another standard", feed => feed.Entries()[0].Add(new XElement(Atom + "pubDate", "x"))),
            ("an entry without an id", feed => feed.Entries()[0].Element(Atom + "id")!.Remove()),
            ("an author without a name", feed => feed.Element(Atom + "author")!.RemoveNodes()),
            ("a link to nowhere", feed => feed.Element(Atom + "link")!.Attribute("href")!.Remove()),
            ("a deletion of nothing", feed => feed.Element(Tombstones + "deleted-entry")!.Attribute("ref")!.Remove()),
            ("something behind the entries", feed => feed.Add(new XElement(Atom + "subtitle", "x"))),
        ];
        var good = (await GetAsync(_client, "/v1/feeds/atom?limit=3&fields=*")).Text;
        Assert.Equal("", await FaultsAsync(good));
        Assert.NotEmpty(Xml(good).Root!.DeletedIds());

        await Assert.AllAsync(
            spoilt,
            async fault =>
            {
                var bad = Xml(good);
                fault.Item2(bad.Root!);
                Assert.True((await FaultsAsync(bad.ToString(SaveOptions.DisableFormatting))).Length > 0, fault.Item1);
            }
        );
    }

    /// <summary>What the grammar leaves to the words of the RFC.</summary>
    [Fact]
    public async Task Every_entry_has_an_author_and_a_way_to_the_story()
    {
        var feed = await _client.AtomAsync("?limit=100");

        Assert.NotEmpty(feed.Element(Atom + "author")!.Element(Atom + "name")!.Value);
        Assert.All(
            feed.Entries(),
            entry =>
            {
                var pages = entry
                    .Elements(Atom + "link")
                    .Where(link => link.Attribute("rel")!.Value == "alternate")
                    .Select(link => link.Attribute("type")!.Value)
                    .ToList();
                Assert.Contains("text/html", pages);
                Assert.Equal(pages.Distinct(), pages);
                Assert.All(
                    entry.Descendants(Atom + "link"),
                    link => Assert.True(Uri.IsWellFormedUriString(link.Attribute("href")!.Value, UriKind.Absolute))
                );
            }
        );
        var ids = feed.Entries().Select(entry => entry.Element(Atom + "id")!.Value).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.Empty(ids.Intersect(feed.DeletedIds()));
    }

    private static async Task<string> FaultsAsync(string document)
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, "feed.xml");
        await File.WriteAllTextAsync(file, document);
        var grammar = Path.Combine(AppContext.BaseDirectory, "Feeds", "Schemas", "atom.rng");
        var start = new ProcessStartInfo(
            XmlLintFactAttribute.Program,
            ["--nonet", "--noout", "--relaxng", grammar, file]
        )
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var faults = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? "" : faults;
    }
}
