using NewsApi.Http;

namespace NewsApi.Webhooks;

/// <summary>Configuration section <c>Webhooks</c>: how what changes is pushed.</summary>
public sealed class WebhookOptions
{
    private const string Section = "Webhooks";

    /// <summary>Whether this instance delivers. One at a time does, the others stand by.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Whether addresses may begin with <c>http:</c>. What is pushed can then be read and changed on the way.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>Whether to connect to addresses inside networks, such as that of this machine itself.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>How long a receiver may take for one request.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>No pause between two tries is longer, whatever a receiver asks for.</summary>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromHours(1);

    /// <summary>A webhook is disabled once it has failed for so long without a single success.</summary>
    public TimeSpan DisableAfter { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How long it is remembered what was tried.</summary>
    public TimeSpan KeepAttempts { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long a secret goes on signing after another took its place.</summary>
    public TimeSpan SecretOverlap { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How many requests are on their way at once; takedowns have as many places of their own.</summary>
    public int Concurrency { get; set; } = 64;

    /// <exception cref="ConfigurationException">A value is wrong; the message names its key.</exception>
    public static WebhookOptions From(IConfiguration configuration)
    {
        var options = new WebhookOptions();
        try
        {
            configuration.GetSection(Section).Bind(options);
        }
        catch (InvalidOperationException fault)
        {
            throw new ConfigurationException(Section, $"has a value of the wrong kind. {fault.Message}");
        }
        (string Name, TimeSpan Value)[] spans =
        [
            (nameof(Timeout), options.Timeout),
            (nameof(LongestPause), options.LongestPause),
            (nameof(DisableAfter), options.DisableAfter),
            (nameof(KeepAttempts), options.KeepAttempts),
        ];
        foreach (var (name, value) in spans)
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(3650))
                throw new ConfigurationException(
                    $"{Section}:{name}",
                    "must be a time such as 00:00:10 or 3.00:00:00, of ten years at most."
                );
        }
        if (options.SecretOverlap < TimeSpan.Zero || options.SecretOverlap > TimeSpan.FromDays(30))
            throw new ConfigurationException(
                $"{Section}:{nameof(SecretOverlap)}",
                "must be a time from 0 to 30.00:00:00."
            );
        if (options.Concurrency is < 1 or > 1000)
            throw new ConfigurationException($"{Section}:{nameof(Concurrency)}", "must be from 1 to 1000.");
        return options;
    }
}
