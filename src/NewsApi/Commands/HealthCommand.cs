using System.Net;
using System.Text.Json;
using NewsApi.Http;
using NewsApi.Operation;
using NewsApi.Storage;

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
        try
        {
            var fault = await AskAsync(address, cancellationToken);
            if (fault is null)
            {
                Console.WriteLine($"{address} says that the service is ready.");
                return 0;
            }
            await Console.Error.WriteLineAsync($"{address} says that the service is not ready: {fault}.");
        }
        catch (HttpRequestException exception)
        {
            await Console.Error.WriteLineAsync($"{address} can't be asked: {exception.GetBaseException().Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync($"{address} did not answer within {Patience.TotalSeconds} seconds.");
        }
        return 1;
    }

    /// <summary>Null where the service is ready, otherwise what is wrong with it.</summary>
    private static async Task<string?> AskAsync(Uri address, CancellationToken cancellationToken)
    {
        // A proxy named in the environment is for the way out, not for a question to oneself.
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        client.Timeout = Patience;
        using var answer = await client.GetAsync(address, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.OK)
            return null;
        var status = $"status {(int)answer.StatusCode}";
        if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
            return status;
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            var report = await JsonSerializer.DeserializeAsync(
                body,
                NewsJsonContext.Wire.HealthReport,
                cancellationToken
            );
            return string.Join(", ", report!.Checks.Select(check => $"{check.Key} {check.Value}"));
        }
        catch (JsonException)
        {
            // Something in between answered in the service's place.
            return status;
        }
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
            .Select(BindingAddress.Parse)
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
