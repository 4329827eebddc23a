using System.Diagnostics.CodeAnalysis;
using NewsApi.Http;
using Npgsql;

namespace NewsApi.Storage;

/// <summary>The connection strings in use, one for each role.</summary>
/// <param name="Owner">Owns the schemas; null where the service may not change them.</param>
/// <param name="Editorial">For the role <see cref="Roles.Editorial"/>.</param>
/// <param name="Delivery">For the role <see cref="Roles.Delivery"/>.</param>
public sealed record DatabaseConnections(string? Owner, string Editorial, string Delivery)
{
    public static DatabaseConnections FromOwner(string owner) =>
        new(owner, Roles.ConnectionString(owner, Roles.Editorial), Roles.ConnectionString(owner, Roles.Delivery));

    /// <summary>What is configured under <c>ConnectionStrings</c>, or null when nothing is.</summary>
    /// <exception cref="ConfigurationException">One is malformed, or only one of Editorial and Delivery is given.</exception>
    public static DatabaseConnections? FromConfiguration(IConfiguration configuration)
    {
        var owner = ToPrimary(Given(configuration, "Owner"));
        var editorial = ToPrimary(Given(configuration, "Editorial"));
        var delivery = Given(configuration, "Delivery");
        return (owner, editorial, delivery) switch
        {
            (null, null, null) => null,
            ({ } o, _, _) => FromOwner(o) with
            {
                Editorial = editorial ?? Roles.ConnectionString(o, Roles.Editorial),
                Delivery = delivery ?? Roles.ConnectionString(Given(configuration, "Owner")!, Roles.Delivery),
            },
            (null, { } e, { } d) => new(null, e, d),
            _ => throw new ConfigurationException(
                editorial is null ? "ConnectionStrings:Editorial" : "ConnectionStrings:Delivery",
                "is missing. Give both, or ConnectionStrings:Owner, from which both are made."
            ),
        };
    }

    /// <summary>Of several hosts, the one that can be written to.</summary>
    [return: NotNullIfNotNull(nameof(connectionString))]
    private static string? ToPrimary(string? connectionString)
    {
        if (connectionString is null)
            return null;
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (!builder.Host!.Contains(',', StringComparison.Ordinal) || builder.TargetSessionAttributes is not null)
            return connectionString;
        builder.TargetSessionAttributes = "primary";
        return builder.ConnectionString;
    }

    private static string? Given(IConfiguration configuration, string name)
    {
        if (configuration.GetConnectionString(name) is not { Length: > 0 } text)
            return null;
        try
        {
            return new NpgsqlConnectionStringBuilder(text) is { Host.Length: > 0 }
                ? text
                : throw new ConfigurationException($"ConnectionStrings:{name}", "names no Host.");
        }
        catch (ArgumentException fault)
        {
            // Its text names the keyword, never the password.
            throw new ConfigurationException(
                $"ConnectionStrings:{name}",
                $"is not a connection string. {fault.Message}"
            );
        }
    }
}
