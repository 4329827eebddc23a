using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace NewsApi.Storage;

/// <summary>The two roles under which the service works. Migrations run as a third, the owner.</summary>
public static class Roles
{
    /// <summary>Reads the schema <c>delivery</c> and nothing else.</summary>
    public const string Delivery = "newsapi_delivery";

    /// <summary>Reads and writes both schemas, and changes the structure of neither.</summary>
    public const string Editorial = "newsapi_editorial";

    /// <summary>The connection string for a role where only the owner's is configured. The role's password is derived from
    /// the owner's, so that every instance, and the migration that sets it, arrive at the same one without being told.</summary>
    public static string ConnectionString(string owner, string role)
    {
        var builder = new NpgsqlConnectionStringBuilder(owner) { Username = role };
        if (!string.IsNullOrEmpty(builder.Password))
            builder.Password = Convert.ToHexString(
                HMACSHA256.HashData(Encoding.UTF8.GetBytes(builder.Password), Encoding.UTF8.GetBytes(role))
            );
        return builder.ConnectionString;
    }
}
