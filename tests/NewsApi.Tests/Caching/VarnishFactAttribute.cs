using NewsApi.Tests.Support;

namespace NewsApi.Tests.Caching;

/// <summary>A test with Varnish and its module for purging by key, where both are installed.</summary>
internal sealed class VarnishFactAttribute() : InstalledFactAttribute("varnishd", "varnish and varnish-modules")
{
    private static readonly string[] Libraries = ["/usr/lib", "/usr/lib64", "/usr/local/lib"];

    public override string? Skip
    {
        get => base.Skip ?? (HasModule ? null : "there is no module xkey for varnishd here (varnish-modules)");
        set => base.Skip = value;
    }

    private static bool HasModule =>
        Libraries
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateDirectories(folder).Prepend(folder))
            .Any(folder => File.Exists(Path.Combine(folder, "varnish", "vmods", "libvmod_xkey.so")));
}
