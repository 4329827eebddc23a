using System.Net.Sockets;
using System.Text;
using NewsApi.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Http;

/// <summary>Clients that hold a connection without asking for anything.</summary>
[Collection(AloneCollection.Name)]
public sealed class SlowClientTests(NewsroomFixture fixture)
{
    private const string Headers = "GET /v1/sections HTTP/1.1\r\nHost: a\r\nX-Slow: ";

    private const string Body =
        "POST /v1/articles/batch HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n";

    [Fact]
    public async Task Who_sends_too_slowly_is_cut_off()
    {
        // A byte every half second, of headers and of a body.
        var endings = await Task.WhenAll(DripAsync(Headers), DripAsync(Body));

        Assert.All(
            endings,
            ending =>
            {
                Assert.InRange(ending.After, TimeSpan.FromSeconds(1), RequestLimits.MaxHeaderTime * 2);
                Assert.Matches("^$|^HTTP/1.1 408 |^HTTP/1.1 400 .*too slowly", ending.Answer.ReplaceLineEndings(" "));
            }
        );
    }

    private async Task<(string Answer, TimeSpan After)> DripAsync(string beginning)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(fixture.Sample.BaseAddress.Host, fixture.Sample.BaseAddress.Port);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(beginning));
        var answer = ReadAsync(stream);
        while (!answer.IsCompleted && clock.Elapsed < RequestLimits.MaxHeaderTime * 3)
        {
            await Task.Delay(500);
            try
            {
                await stream.WriteAsync("x"u8.ToArray());
            }
            catch (IOException)
            {
                break;
            }
        }
        return (await answer.WaitAsync(TimeSpan.FromSeconds(5)), clock.Elapsed);
    }

    /// <summary>All that comes before the connection ends, be it by a reset.</summary>
    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        var (buffer, text) = (new byte[4096], new StringBuilder());
        try
        {
            while (await stream.ReadAsync(buffer) is > 0 and var read)
                text.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }
        catch (IOException)
        {
            return text.ToString();
        }
        return text.ToString();
    }
}
