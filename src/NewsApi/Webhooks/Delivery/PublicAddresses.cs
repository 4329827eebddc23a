using System.Net;
using System.Net.Sockets;

namespace NewsApi.Webhooks;

/// <summary>Tells addresses that anyone may reach from those inside networks, to which nobody may have this service send
/// requests (server-side request forgery).</summary>
internal static class PublicAddresses
{
    // Of the IANA registries of special-purpose addresses all that is not globally reachable, and what leads to such.
    private static readonly IPNetwork[] Refused =
    [
        .. new[]
        {
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // shared by a carrier's customers
            "127.0.0.0/8", // loopback
            "169.254.0.0/16", // link-local, with the metadata services of clouds
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.88.99.0/24", // 6to4 relays
            "192.168.0.0/16", // private
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4", // reserved, and broadcast
        }.Select(text => IPNetwork.Parse(text)),
    ];

    // Of IPv6 only what is given out for the open Internet, without its own special parts.
    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] RefusedIn6 =
    [
        .. new[]
        {
            "2001::/23", // protocol assignments, with Teredo and ORCHID
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4: leads to an IPv4 address
            "3fff::/20", // documentation
        }.Select(text => IPNetwork.Parse(text)),
    ];

    public static bool Has(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? !Array.Exists(Refused, network => network.Contains(address))
            // So are left out, among others: ::, ::1, IPv4-compatible ones, 64:ff9b::/96 and 64:ff9b:1::/48 (NAT64), fc00::/7,
            // fe80::/10 and ff00::/8.
            : Global.Contains(address) && !Array.Exists(RefusedIn6, network => network.Contains(address));
    }

    /// <summary>Whether a host's name alone says that it is inside some network.</summary>
    public static bool IsLocalName(string host)
    {
        var name = host.TrimEnd('.');
        string[] inside = ["localhost", "local", "internal", "intranet", "lan", "home.arpa", "test", "invalid"];
        return !name.Contains('.', StringComparison.Ordinal) && !IPAddress.TryParse(name, out _)
            || Array.Exists(inside, end => name.EndsWith("." + end, StringComparison.OrdinalIgnoreCase));
    }
}
