using Microsoft.Extensions.Configuration;
using NewsApi.Http;
using Xunit;

namespace NewsApi.Tests.Http;

public sealed class SiteOptionsTests
{
    [Theory]
    [InlineData("Site:BaseUrl", "api.example.org")]
    [InlineData("Site:BaseUrl", "ftp://example.org")]
    [InlineData("Site:ArticleUrl", "https://www.example.org/news")]
    [InlineData("Site:MaxAgeSeconds", "-1")]
    [InlineData("Site:MaxAgeSeconds", "ten")]
    [InlineData("Site:AiTraining", "perhaps")]
    [InlineData("Site:Name", " ")]
    [InlineData("Site:Logo", "logo.png")]
    [InlineData("Site:LicencePolicy", "/licensing")]
    public void A_wrong_value_is_refused_by_the_name_of_its_key(string key, string value)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create(key, (string?)value)])
            .Build();

        var fault = Assert.Throws<ConfigurationException>(() => SiteOptions.From(configuration));

        Assert.StartsWith(key, fault.Message, StringComparison.Ordinal);
    }
}
