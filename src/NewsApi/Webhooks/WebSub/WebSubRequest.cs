using System.Globalization;
using System.Text;
using NewsApi.Http;

namespace NewsApi.Webhooks;

/// <summary>What a subscriber asks of the hub, as it came in a form.</summary>
/// <param name="Mode"><c>subscribe</c> or <c>unsubscribe</c>.</param>
/// <param name="Topic">Address of the feed.</param>
/// <param name="Callback">Where it is sent to.</param>
/// <param name="LeaseSeconds">For how long.</param>
/// <param name="Secret">Signs what is sent; null for no signature.</param>
internal sealed record WebSubRequest(string Mode, string Topic, string Callback, int LeaseSeconds, string? Secret)
{
    public const string Subscribe = "subscribe";
    public const string Unsubscribe = "unsubscribe";

    private const int ShortestLease = 300;
    private const int LongestLease = 30 * 24 * 3600;
    private const int UsualLease = 10 * 24 * 3600;

    /// <summary>The specification has a secret shorter than 200 bytes.</summary>
    private const int LongestSecret = 199;

    /// <summary>Reads a form; what is wrong with it comes under the names of its fields. Fields that the hub does not know are
    /// passed over, as the specification wants it.</summary>
    public static WebSubRequest? Read(IFormCollection form, SubscriberUrl urls, Faults faults)
    {
        string? Field(string name)
        {
            var values = form[$"hub.{name}"];
            if (values.Count > 1)
                faults.Add($"hub.{name}", "May stand once.");
            return values.Count == 0 || string.IsNullOrEmpty(values[0]) ? null : values[0];
        }

        var (mode, topic, callback) = (Field("mode"), Field("topic"), Field("callback"));
        var (lease, secret) = (Field("lease_seconds"), Field("secret"));
        if (mode is not (Subscribe or Unsubscribe))
            faults.Add("hub.mode", "Must be subscribe or unsubscribe.");
        if (topic is null)
            faults.Add("hub.topic", "Must be the address of a feed of this service.");
        if (callback is null)
            faults.Add("hub.callback", "Must be the address that the feed is to be sent to.");
        else if (urls.FaultOf(callback) is { } fault)
            faults.Add("hub.callback", fault);
        var seconds = UsualLease;
        if (
            lease is not null
            && (!int.TryParse(lease, NumberStyles.None, CultureInfo.InvariantCulture, out seconds) || seconds < 1)
        )
            faults.Add("hub.lease_seconds", "Must be a number of seconds.");
        if (secret is not null && Encoding.UTF8.GetByteCount(secret) > LongestSecret)
            faults.Add("hub.secret", $"May have {LongestSecret} bytes.");
        return faults.Count > 0
            ? null
            : new(mode!, topic!, callback!, Math.Clamp(seconds, ShortestLease, LongestLease), secret);
    }
}
