using Microsoft.AspNetCore.StaticFiles;

namespace NewsApi.Articles;

/// <summary>Media types of pictures, which feeds and other formats tell beside the address.</summary>
internal static class PictureType
{
    private static readonly FileExtensionContentTypeProvider Types = new();

    /// <summary>As the editor gave it, or else by the address.</summary>
    public static string? Of(LeadImage image) => image.MediaType ?? Of(image.Url);

    /// <summary>By the ending of the path; null where that says nothing.</summary>
    public static string? Of(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && Types.TryGetContentType(uri.AbsolutePath, out var type)
        && type.StartsWith("image/", StringComparison.Ordinal)
            ? type
            : null;
}
