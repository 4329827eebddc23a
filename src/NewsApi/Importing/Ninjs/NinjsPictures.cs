using System.Text.Json;
using NewsApi.Articles;
using NewsApi.Editorial;
using NewsApi.Http;

namespace NewsApi.Importing;

/// <summary>The pictures that come with an item: the first that says what it shows is the story's.</summary>
internal sealed class NinjsPictures
{
    private readonly Dictionary<string, Rendition> _files = new(StringComparer.Ordinal);

    public NinjsPictures(JsonElement item, List<string> notes)
    {
        foreach (var associated in item.Objects("associations").Where(other => other.Text("type") == "picture"))
        {
            var name = associated.Line("name") ?? associated.Text("uri") ?? "without a name";
            var files = Files(associated);
            foreach (var file in files)
                _files.TryAdd(file.Url, file);
            if (Lead is not null)
                notes.Add($"The picture {name} was left out: the story has one.");
            else if (files.Count == 0)
                notes.Add($"The picture {name} was left out: it has no address with width and height.");
            else if (AltOf(associated) is not { } alt)
                notes.Add($"The picture {name} was left out: nothing says what it shows.");
            else
                Lead = Picture(associated, files, alt);
        }
    }

    public LeadImage? Lead { get; }

    /// <summary>Width and height of a picture in the text, in pixels, where one of those that come with it has the same
    /// address.</summary>
    public (int Width, int Height)? SizeOf(string url) =>
        _files.TryGetValue(url, out var file) ? (file.Width, file.Height) : null;

    private static LeadImage Picture(JsonElement picture, List<Rendition> files, string alt)
    {
        var caption = picture
            .Objects("descriptions")
            .InRole(["caption", "text"], "creditline", "alttext")
            ?.Line("value");
        var credit =
            picture.Line("by")
            ?? picture
                .Objects("descriptions")
                .FirstOrDefault(text => text.Text("role") == "creditline")
                .LineOrNull("value")
            ?? picture.Line("copyrightHolder");
        var file = picture.Objects("renditions").First(entry => entry.Text("href") == files[0].Url);
        var mediaType = file.Text("contentType")?.ToLowerInvariant();
        return new()
        {
            Url = files[0].Url,
            Alt = alt,
            Caption = caption == alt || caption?.Characters() > Block.MaxLine ? null : caption,
            Credit = credit,
            Width = files[0].Width,
            Height = files[0].Height,
            MediaType = mediaType is not null && LeadImage.IsMediaType(mediaType) ? mediaType : null,
            Bytes = file.Number("sizeInBytes") is > 0 and var bytes ? bytes : null,
            Renditions = [.. files.Skip(1).Take(LeadImage.MaxRenditions)],
        };
    }

    /// <summary>The largest first.</summary>
    private static List<Rendition> Files(JsonElement picture) =>
        [
            .. picture
                .Objects("renditions")
                .Select(file => (Url: file.Text("href"), Width: file.Number("width"), Height: file.Number("height")))
                .Where(file => file is { Url: not null, Width: > 0, Height: > 0 } && WebAddress.Is(file.Url))
                .OrderByDescending(file => file.Width)
                .Select(file => new Rendition(file.Url!, file.Width!.Value, file.Height!.Value)),
        ];

    private static string? AltOf(JsonElement picture)
    {
        var descriptions = picture.Objects("descriptions").ToList();
        var alt =
            descriptions.Find(text => text.Text("role") is "alttext" or "alt").LineOrNull("value")
            ?? picture.Objects("headlines").InRole(["main"])?.Line("value")
            ?? descriptions.InRole(["caption", "text"], "creditline")?.Line("value");
        return alt?.Characters() > Block.MaxLine ? null : alt;
    }
}
