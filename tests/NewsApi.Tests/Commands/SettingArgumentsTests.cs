using NewsApi.Commands;
using NewsApi.Http;
using Xunit;

namespace NewsApi.Tests.Commands;

public sealed class SettingArgumentsTests
{
    private static readonly string[] Options = ["--fresh", "--sample", "migrate"];

    [Theory]
    [InlineData("--urls=http://localhost:9000")]
    [InlineData("--urls", "http://localhost:9000")]
    [InlineData("--Site:BaseUrl=https://api.example.org", "--site:maxageseconds", "5")]
    [InlineData("--ConnectionStrings:Owner=Host=db;Password=a=b")]
    public void Settings_pass_as_they_are(params string[] arguments) =>
        Assert.Equal(arguments, SettingArguments.Checked(arguments, Options));

    [Theory]
    [InlineData("--fesh", "Did you mean '--fresh'?")]
    [InlineData("migrat", "Did you mean 'migrate'?")]
    [InlineData("--Sight:BaseUrl=x", "is neither")]
    [InlineData("--Site:BaseUrl", "has no value")]
    public void Anything_else_is_refused_with_the_nearest_name(string argument, string sentence)
    {
        var fault = Assert.Throws<ConfigurationException>(() => SettingArguments.Checked([argument], Options));

        Assert.StartsWith(argument, fault.Message, StringComparison.Ordinal);
        Assert.Contains(sentence, fault.Message, StringComparison.Ordinal);
    }
}
