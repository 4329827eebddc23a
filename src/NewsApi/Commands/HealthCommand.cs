using System.Net;
using System.Text.Json;
using NewsApi.Http;
using NewsApi.Operation;

namespace NewsApi.Commands;

/// <summary>Asks the running service whether it is ready, and exits with 0 or 1: a health check for containers, whose image
/// has no other program that could ask.</summary>
internal static class HealthCommand
{
    private const string Path = "health/ready";

    /// <summary>A little more than the service itself waits for its database.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static async Task<int> RunAsync(string[] args, string? url, CancellationToken cancellationToken)
    {
        var address = new Uri(url is null ? OwnAddress(args) : Given(url), Path);
        var fault = await FaultAsync(address, cancellationToken);
        if (fault is null)
            Console.WriteLine($"{address} says that the service is ready.");
        else
            await Console.Error.WriteLineAsync($"{address} {fault}.");
        return fault is null ? 0 : 1;
    }

    /// <summary>Null where the service is ready, otherwise what its address does instead of saying so.</summary>
    private static async Task<string?> FaultAsync(Uri address, CancellationToken cancellationToken)
    {
        // A proxy named in the environment is for the way out, not for a question to oneself.
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        client.Timeout = Patience;
        try
        {
            using var answer = await client.GetAsync(address, cancellationToken);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => null,
                HttpStatusCode.ServiceUnavailable => await ReasonAsync(answer.Content, cancellationToken),
                var status => $"answered with status {(int)status}",
            };
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return "can't be reached: nothing listens there";
        }
        catch (HttpRequestException exception)
        {
            return $"can't be asked: {exception.GetBaseException().Message.TrimEnd('.')}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"did not answer within {Patience.TotalSeconds} seconds";
        }
    }

    private static async Task<string> ReasonAsync(HttpContent content, CancellationToken cancellationToken)
    {
        HealthReport? report = null;
        try
        {
            await using var body = await content.ReadAsStreamAsync(cancellationToken);
            report = await JsonSerializer.DeserializeAsync(body, NewsJsonContext.Wire.HealthReport, cancellationToken);
        }
        catch (JsonException)
        {
            // Something in between answered in the service's place: the status is all there is.
        }
        return report?.Checks is { Count: > 0 } checks
            ? $"says that the service is not ready: {string.Join(", ", checks.Select(c => $"{c.Key} {c.Value}"))}"
            : "answered with status 503";
    }

    private static Uri Given(string url) =>
        Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? address
            : throw new ConfigurationException("--url", "must be an address such as http://localhost:8080.");

    /// <summary>Where the service of this configuration listens, as seen from its own machine.</summary>
    private static Uri OwnAddress(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
        );
        builder.AddHttp();
        var bound = BoundAddresses(builder.Configuration)
            .Select(Parsed)
            .Where(address => !address.IsUnixPipe && !address.IsNamedPipe && address.Port != 0)
            // A certificate is made out for the public name, which is not the one used here.
            .OrderBy(address => address.Scheme == Uri.UriSchemeHttps)
            .FirstOrDefault();
        if (bound is null)
            throw new ConfigurationException("--url", "is needed here: the configuration does not tell the port.");
        var host =
            IPAddress.TryParse(bound.Host, out var ip) && !ip.Equals(IPAddress.Any) && !ip.Equals(IPAddress.IPv6Any)
                ? bound.Host
                : "localhost";
        return new Uri($"{bound.Scheme}://{host}:{bound.Port}/");
    }

    private static BindingAddress Parsed(string address)
    {
        try
        {
            return BindingAddress.Parse(address);
        }
        catch (FormatException)
        {
            throw new ConfigurationException("--url", $"is needed here: the configured {address} is no address.");
        }
    }

    /// <summary>In the order in which one setting puts another out of force.</summary>
    private static IEnumerable<string> BoundAddresses(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().ToList();
        if (endpoints.Count > 0)
            return endpoints.Select(endpoint => endpoint["Url"]).OfType<string>();
        if (Values(configuration["urls"]) is { Length: > 0 } urls)
            return urls;
        return
        [
            .. Values(configuration["http_ports"]).Select(port => $"http://*:{port}"),
            .. Values(configuration["https_ports"]).Select(port => $"https://*:{port}"),
        ];
    }

    private static string[] Values(string? list) =>
        list?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
