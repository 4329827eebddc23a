using System.Net;

namespace NewsApi.Webhooks;

/// <summary>What an address must be for anything to be sent to it, as far as that shows in its text. Where its host's name leads
/// to is looked at each time that something is sent.</summary>
internal sealed class SubscriberUrl(WebhookOptions options)
{
    /// <returns>What is wrong with it, as a sentence; null for nothing.</returns>
    public string? FaultOf(string text)
    {
        var schemes = options.AllowHttp ? "https: or http:" : "https:";
        if (text.Length > WebhookDraft.MaxUrlLength)
            return $"May have {WebhookDraft.MaxUrlLength} characters at most.";
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || text.Any(c => c <= ' ' || c == '\u007f')
            || !(url.Scheme == Uri.UriSchemeHttps || (options.AllowHttp && url.Scheme == Uri.UriSchemeHttp))
            || url.Host.Length == 0
        )
            return $"Must be a whole address that begins with {schemes}, such as https://partner.example.org/hooks/news.";
        if (url.UserInfo.Length > 0)
            return "Must not have a user name or password in it.";
        if (url.Fragment.Length > 0 || text.EndsWith('#'))
            return "Must not have a fragment (#…), which is never sent.";
        if (options.AllowPrivateAddresses)
            return null;
        var isInside = IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out var address)
            ? !PublicAddresses.Has(address)
            : PublicAddresses.IsLocalName(url.IdnHost);
        return isInside
            ? $"Leads inside a network ({url.Host}), where nothing is sent to. Webhooks:AllowPrivateAddresses allows it, for local trials."
            : null;
    }
}
