using NewsApi.Http;

namespace NewsApi.Articles;

/// <summary>Says in the headers of an answer whether the right to mine a story's text is reserved (TDM Reservation Protocol).
/// </summary>
internal static class MiningRights
{
    public static IEnumerable<KeyValuePair<string, string>> Headers(Rights rights, Site site)
    {
        yield return new("TDM-Reservation", rights.AiTraining ? "0" : "1");
        if (site.LicencePolicy is { } policy)
            yield return new("TDM-Policy", policy);
    }
}
