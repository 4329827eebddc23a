using Microsoft.Extensions.Configuration;
using NewsApi.Http;
using NewsApi.Storage;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Storage;

public sealed class ConfigurationTests
{
    private const string Owner = "Host=db;Username=owner;Password=secret;Database=news";

    [Fact]
    public void Without_connection_strings_there_is_no_database() => Assert.Null(Read());

    [Fact]
    public void From_the_owners_alone_each_role_gets_a_password_of_its_own_that_every_instance_finds_again()
    {
        var connections = Read(("Owner", Owner))!;
        var editorial = new NpgsqlConnectionStringBuilder(connections.Editorial);
        var delivery = new NpgsqlConnectionStringBuilder(connections.Delivery);

        Assert.Equal(("newsapi_editorial", "newsapi_delivery"), (editorial.Username, delivery.Username));
        Assert.Equal(3, new[] { "secret", editorial.Password, delivery.Password }.Distinct().Count());
        Assert.Equal(connections, Read(("Owner", Owner)));
    }

    [Theory]
    [InlineData("Delivery", "Editorial")]
    [InlineData("Editorial", "Delivery")]
    public void One_role_alone_is_refused_and_the_missing_key_is_named(string given, string missing)
    {
        var fault = Assert.Throws<ConfigurationException>(() => Read((given, "Host=db")));

        Assert.Contains($"ConnectionStrings:{missing}", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres://owner:secret@db/news")]
    [InlineData("Host=db;Pasword=secret")]
    [InlineData("Username=owner")]
    public void A_malformed_connection_string_is_refused_by_the_name_of_its_key_and_without_its_secret(string text)
    {
        var fault = Assert.Throws<ConfigurationException>(() => Read(("Owner", text)));

        Assert.Contains("ConnectionStrings:Owner", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }

    private static DatabaseConnections? Read(params (string Name, string Value)[] strings) =>
        DatabaseConnections.FromConfiguration(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    strings.Select(text => KeyValuePair.Create($"ConnectionStrings:{text.Name}", (string?)text.Value))
                )
                .Build()
        );
}
