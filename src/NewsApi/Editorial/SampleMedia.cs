using Microsoft.Extensions.FileProviders;

namespace NewsApi.Editorial;

/// <summary>Serves the pictures of the sample newsroom at <c>/media</c>. A real newsroom's pictures have addresses of their own.</summary>
public static class SampleMedia
{
    public static void UseSampleMedia(this WebApplication app)
    {
        var folder = Path.Combine(SampleContent.Folder, "media");
        if (!Directory.Exists(folder))
            return;
        app.UseStaticFiles(
            new StaticFileOptions
            {
                FileProvider = new PhysicalFileProvider(folder),
                RequestPath = "/media",
                OnPrepareResponse = context =>
                {
                    context.Context.Response.Headers.CacheControl = "public, max-age=3600";
                    // An SVG opened by itself is a document; it may draw, and do nothing else.
                    context.Context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
                    context.Context.Response.Headers.XContentTypeOptions = "nosniff";
                },
            }
        );
    }
}
