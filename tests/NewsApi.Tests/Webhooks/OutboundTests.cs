using System.Collections.Concurrent;
using System.Net;
using NewsApi.Webhooks;
using Xunit;

namespace NewsApi.Tests.Webhooks;

/// <summary>Where requests may go to, and where they end.</summary>
public sealed class OutboundTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.0.9")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.8")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.51.100.7")]
    [InlineData("203.0.113.7")]
    [InlineData("224.0.0.1")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void What_is_inside_some_network_is_no_public_address(string address) =>
        Assert.False(PublicAddresses.Has(IPAddress.Parse(address)));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.1")]
    [InlineData("172.32.0.1")]
    [InlineData("192.167.255.255")]
    [InlineData("193.0.0.1")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4001::1")]
    public void What_anyone_can_reach_is_a_public_address(string address) =>
        Assert.True(PublicAddresses.Has(IPAddress.Parse(address)));

    [Fact]
    public async Task A_name_that_means_another_address_a_moment_later_leads_nowhere_inside()
    {
        await using var receiver = await Receiver.StartAsync();
        var asked = new ConcurrentQueue<string>();
        // Whoever checked first and connected afterwards would be led astray: a public address once, then this machine.
        using var outbound = Strict(
            (host, _) =>
            {
                asked.Enqueue(host);
                return Task.FromResult<IPAddress[]>(
                    asked.Count % 2 == 1
                        ? [IPAddress.Parse("64:ff9b::7f00:1"), IPAddress.Loopback]
                        : [IPAddress.Loopback]
                );
            }
        );

        for (var i = 0; i < 4; i++)
        {
            var answer = await outbound.SendAsync(
                Post($"http://rebinding.example.org:{receiver.Address.Port}/"),
                default
            );

            Assert.Equal(OutboundFault.RefusedAddress, answer.Fault);
            Assert.False(answer.IsSuccess);
        }
        Assert.Empty(receiver.Received);
        Assert.All(asked, host => Assert.Equal("rebinding.example.org", host));
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://[::1]:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://0x7f.1:{0}/")]
    [InlineData("http://localhost:{0}/")]
    public async Task No_way_of_writing_it_leads_to_this_machine(string url)
    {
        await using var receiver = await Receiver.StartAsync();
        using var outbound = Strict(Dns.GetHostAddressesAsync);

        var answer = await outbound.SendAsync(Post(string.Format(null, url, receiver.Address.Port)), default);

        Assert.Equal(OutboundFault.RefusedAddress, answer.Fault);
        Assert.Empty(receiver.Received);
    }

    [Fact]
    public async Task A_redirection_to_a_refused_address_is_not_followed()
    {
        // The first host is allowed for the moment by a lookup that the test controls; the address that it redirects to is not.
        var options = new WebhookOptions { AllowPrivateAddresses = true, Timeout = TimeSpan.FromSeconds(2) };
        await using var inside = await Receiver.StartAsync();
        await using var receiver = await Receiver.StartAsync(
            (http, _) =>
            {
                options.AllowPrivateAddresses = false;
                http.Response.Headers.Location = inside.Url;
                return Task.FromResult(307);
            }
        );
        using var outbound = new Outbound(options, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));

        var answer = await outbound.SendAsync(Post($"http://partner.example.org:{receiver.Address.Port}/"), default);

        Assert.Equal(OutboundFault.RefusedAddress, answer.Fault);
        Assert.Single(receiver.Received);
        Assert.Empty(inside.Received);
    }

    [Theory]
    [InlineData(307, 3, true)]
    [InlineData(308, 3, true)]
    [InlineData(307, 4, false)]
    [InlineData(301, 1, false)]
    [InlineData(302, 1, false)]
    [InlineData(303, 1, false)]
    public async Task Redirections_are_followed_so_far_and_no_further(int status, int times, bool arrives)
    {
        await using var receiver = await Receiver.StartAsync(
            (http, number) =>
            {
                http.Response.Headers.Location = $"/step-{number}";
                return Task.FromResult(number < times ? status : 204);
            }
        );
        using var outbound = Lenient();

        var answer = await outbound.SendAsync(Post(receiver.Url), default);

        Assert.Equal(arrives, answer.IsSuccess);
        Assert.Equal(arrives ? null : OutboundFault.Redirection, answer.Fault);
        Assert.All(
            receiver.Received,
            one => Assert.Equal("""{"a":1}""", System.Text.Encoding.UTF8.GetString(one.Content))
        );
    }

    [Theory]
    [InlineData("ftp://example.org/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://user:password@127.0.0.1/")]
    [InlineData("//\u0000")]
    public async Task A_redirection_to_what_is_no_plain_web_address_is_a_failure(string location)
    {
        await using var receiver = await Receiver.StartAsync(
            (http, _) =>
            {
                http.Response.Headers.Location = location.Replace('\0', ' ');
                return Task.FromResult(307);
            }
        );
        using var outbound = Lenient();

        var answer = await outbound.SendAsync(Post(receiver.Url), default);

        Assert.False(answer.IsSuccess);
        Assert.Single(receiver.Received);
    }

    [Fact]
    public async Task An_answer_is_read_no_further_than_a_person_wants_to()
    {
        await using var receiver = await Receiver.StartAsync(
            async (http, _) =>
            {
                http.Response.StatusCode = 500;
                var block = new byte[64 * 1024];
                Array.Fill(block, (byte)'a');
                block[3] = 7;
                try
                {
                    for (var i = 0; i < 10_000; i++)
                        await http.Response.Body.WriteAsync(block, http.RequestAborted);
                }
                catch (Exception exception) when (exception is OperationCanceledException or IOException)
                {
                    // That is what it is about.
                }
                return 0;
            }
        );
        using var outbound = Lenient();

        var answer = await outbound.SendAsync(Post(receiver.Url), default);

        Assert.Equal(500, answer.Status);
        Assert.Equal("aaa aaa", answer.Text![..7]);
        Assert.Equal(500, answer.Text!.Length);
    }

    [Fact]
    public async Task A_retry_date_and_seconds_are_both_read()
    {
        await using var receiver = await Receiver.StartAsync(
            (http, number) =>
            {
                http.Response.Headers.RetryAfter =
                    number == 0 ? "17" : DateTimeOffset.UtcNow.AddSeconds(90).ToString("R");
                return Task.FromResult(503);
            }
        );
        using var outbound = Lenient();

        var seconds = await outbound.SendAsync(Post(receiver.Url), default);
        var date = await outbound.SendAsync(Post(receiver.Url), default);

        Assert.Equal(17, seconds.RetryAfter!.Value.TotalSeconds);
        Assert.InRange(date.RetryAfter!.Value.TotalSeconds, 60, 91);
    }

    [Fact]
    public async Task What_can_not_be_reached_says_why()
    {
        using var outbound = new Outbound(
            new() { AllowPrivateAddresses = true, Timeout = TimeSpan.FromSeconds(5) },
            (_, _) => Task.FromResult<IPAddress[]>([])
        );
        await using var plain = await Receiver.StartAsync();

        Assert.Equal(
            OutboundFault.UnknownHost,
            (await outbound.SendAsync(Post("https://nobody.example.org/"), default)).Fault
        );
        Assert.Equal(OutboundFault.Connection, (await outbound.SendAsync(Post("http://127.0.0.1:1/"), default)).Fault);
        Assert.Equal(
            OutboundFault.Tls,
            (await outbound.SendAsync(Post($"https://127.0.0.1:{plain.Address.Port}/"), default)).Fault
        );
    }

    [Fact]
    public void Pauses_grow_and_are_bounded_and_a_receiver_may_ask_for_longer()
    {
        var schedule = new RetrySchedule(TimeSpan.FromHours(1));
        double[] most = [1, 5, 30, 120, 600, 1800, 3600, 3600, 3600];

        for (var failures = 1; failures <= most.Length; failures++)
        {
            var pauses = Enumerable.Range(0, 500).Select(_ => schedule.After(failures, null).TotalSeconds).ToList();
            Assert.All(pauses, pause => Assert.InRange(pause, 0.1, most[failures - 1]));
            // Full jitter: from one end to the other.
            Assert.True(pauses.Min() < most[failures - 1] * 0.2 && pauses.Max() > most[failures - 1] * 0.8);
        }
        Assert.InRange(schedule.After(1, TimeSpan.FromMinutes(3)).TotalSeconds, 180, 180);
        Assert.Equal(3600, schedule.After(1, TimeSpan.FromDays(100)).TotalSeconds);
        Assert.InRange(schedule.After(1, TimeSpan.FromDays(-1)).TotalSeconds, 0.1, 1);
    }

    private static Outbound Strict(HostLookup lookup) =>
        new(new WebhookOptions { AllowHttp = true, Timeout = TimeSpan.FromSeconds(5) }, lookup);

    private static Outbound Lenient() =>
        new(
            new WebhookOptions
            {
                AllowHttp = true,
                AllowPrivateAddresses = true,
                Timeout = TimeSpan.FromSeconds(5),
            },
            Dns.GetHostAddressesAsync
        );

    private static OutboundRequest Post(string url) =>
        new(HttpMethod.Post, new Uri(url), []) { Body = """{"a":1}"""u8.ToArray(), ContentType = "application/json" };
}
