using NewsApi.Http;

namespace NewsApi.Articles;

/// <summary>Says in the headers of an answer whether the right to mine a story's text is reserved (TDM Reservation Protocol).
/// </summary>
internal static class MiningRights
{
    public static void Say(HttpResponse response, Rights rights, Site site)
    {
        response.Headers["TDM-Reservation"] = rights.AiTraining ? "0" : "1";
        if (site.LicencePolicy is { } policy)
            response.Headers["TDM-Policy"] = policy;
    }
}
