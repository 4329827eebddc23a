namespace NewsApi.Caching;

/// <summary>What a reader may read. Answers are kept for each of them apart.</summary>
internal static class Entitlement
{
    /// <summary>Of everybody: what is public.</summary>
    private const string Public = "public";

    /// <summary>Of the sender of a request. A key adds nothing to it as yet, so that all readers share what is kept.</summary>
    public static string Of(HttpContext _) => Public;
}
