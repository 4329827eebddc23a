using System.Globalization;
using System.Net;
using NewsApi.Http;

namespace NewsApi.Limiting;

/// <summary>Configuration section <c>Limits</c>: how much one client may ask for.</summary>
internal sealed class LimitOptions
{
    private const string Section = "Limits";
    private const int Most = 100_000_000;

    /// <summary>Whether there are limits at all.</summary>
    public bool Enabled { get; private init; } = true;

    /// <summary>Without a key, of an address.</summary>
    public required Allowance Public { get; init; }

    /// <summary>Without a key, of the machine itself.</summary>
    public required Allowance Local { get; init; }

    /// <summary>Of a key, by its plan.</summary>
    public required IReadOnlyDictionary<Plan, Allowance> Plans { get; init; }

    /// <summary>Who is believed when it names the address of a client.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; private init; } = [];

    /// <exception cref="ConfigurationException">A value is wrong; the message names its key.</exception>
    public static LimitOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        return new()
        {
            Enabled = section[nameof(Enabled)] switch
            {
                null or "" => true,
                var text when bool.TryParse(text, out var enabled) => enabled,
                _ => throw new ConfigurationException($"{Section}:{nameof(Enabled)}", "must be true or false."),
            },
            Public = Read(section, nameof(Public), requests: 1_200, atOnce: 20),
            Local = Read(section, nameof(Local), requests: 6_000_000, atOnce: 20_000),
            Plans = new Dictionary<Plan, Allowance>
            {
                [Plan.Developer] = Read(section, nameof(Plan.Developer), requests: 600, atOnce: 5),
                [Plan.Partner] = Read(section, nameof(Plan.Partner), requests: 6_000, atOnce: 50),
                [Plan.Internal] = Read(section, nameof(Plan.Internal), requests: 600_000, atOnce: 2_000),
            },
            TrustedProxies = ReadNetworks(section[nameof(TrustedProxies)]),
        };
    }

    private static Allowance Read(IConfigurationSection section, string name, int requests, int atOnce) =>
        new(
            name.ToLowerInvariant(),
            Read(section, $"{name}:PerMinute", requests),
            Read(section, $"{name}:AtOnce", atOnce)
        );

    private static int Read(IConfigurationSection section, string key, int otherwise) =>
        section[key] is not { Length: > 0 } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number is >= 1 and <= Most
            ? number
        : throw new ConfigurationException($"{Section}:{key}", $"must be a whole number from 1 to {Most}.");

    private static List<IPNetwork> ReadNetworks(string? text)
    {
        var networks = new List<IPNetwork>();
        foreach (
            var part in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        )
        {
            if (IPNetwork.TryParse(part, out var network))
                networks.Add(network);
            else if (IPAddress.TryParse(part, out var address))
                networks.Add(new(address, address.GetAddressBytes().Length * 8));
            else
                throw new ConfigurationException(
                    $"{Section}:{nameof(TrustedProxies)}",
                    $"has '{part}', which is neither an address nor a network such as 10.0.0.0/8."
                );
        }
        return networks;
    }
}
