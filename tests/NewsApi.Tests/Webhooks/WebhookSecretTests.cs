using System.Text;
using Microsoft.AspNetCore.Http;
using NewsApi.Webhooks;
using StandardWebhooks;
using Xunit;

namespace NewsApi.Tests.Webhooks;

public sealed class WebhookSecretTests
{
    /// <summary>The vector that the reference implementations of Standard Webhooks test themselves with.</summary>
    [Fact]
    public void It_signs_as_the_reference_does()
    {
        Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            WebhookSecret.Sign(
                ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1614265330,
                """{"test": 2432232314}"""u8
            )
        );
    }

    [Fact]
    public void It_signs_as_a_library_does_whatever_the_secret_and_the_text()
    {
        for (var i = 0; i < 100; i++)
        {
            var (secret, id, text) = (WebhookSecret.Create(), $"msg_{i}", $"{{\"text\":\"ä 文 {i}\"}}");
            var at = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000 + i);

            Assert.Equal(
                new StandardWebhook(secret).Sign(id, at, text),
                WebhookSecret.Sign([secret], id, at.ToUnixTimeSeconds(), Encoding.UTF8.GetBytes(text))
            );
        }
    }

    [Fact]
    public void Of_several_secrets_each_is_enough()
    {
        string[] secrets = [WebhookSecret.Create(), WebhookSecret.Create()];
        var now = DateTimeOffset.UtcNow;
        var signature = WebhookSecret.Sign(secrets, "msg", now.ToUnixTimeSeconds(), "{}"u8);

        foreach (var secret in secrets)
        {
            Assert.Contains(new StandardWebhook(secret).Sign("msg", now, "{}"), signature.Split(' '));
            new StandardWebhook(secret).Verify(
                "{}",
                new HeaderDictionary
                {
                    ["webhook-id"] = "msg",
                    ["webhook-timestamp"] = $"{now.ToUnixTimeSeconds()}",
                    ["webhook-signature"] = signature,
                }
            );
        }
    }

    [Fact]
    public void A_secret_is_32_random_bytes()
    {
        var secrets = Enumerable.Range(0, 100).Select(_ => WebhookSecret.Create()).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(100, secrets.Count);
        Assert.All(
            secrets,
            secret =>
            {
                Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
                Assert.Equal(32, Convert.FromBase64String(secret["whsec_".Length..]).Length);
            }
        );
    }
}
