using System.Net.Sockets;
using System.Text;

namespace NewsApi.Tests.Http;

/// <summary>An answer as it came over the wire; everything empty when the server closed without one.</summary>
public sealed record RawAnswer(string StatusLine, IReadOnlyList<string> Headers, string Body)
{
    public int Status => StatusLine.Split(' ') is [_, var status, ..] ? int.Parse(status, null) : 0;

    public override string ToString() => $"{StatusLine} | {string.Join(" | ", Headers)} | {Body}";
}

/// <summary>Requests that no decent client sends.</summary>
public static class RawHttp
{
    /// <summary>Sends a text, one character for each byte, and reads until the server closes the connection.</summary>
    public static async Task<RawAnswer> ExchangeAsync(Uri server, string request)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(server.Host, server.Port, patience.Token);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), patience.Token);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(patience.Token);
        var (head, body) = text.Split("\r\n\r\n", 2) is [var before, var after] ? (before, after) : (text, "");
        var lines = head.Split("\r\n");
        return new(lines[0], lines[1..], body);
    }
}
