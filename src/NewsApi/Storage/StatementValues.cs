using System.Globalization;
using Dapper;

namespace NewsApi.Storage;

/// <summary>Collects the values of a statement that is put together from parts: each becomes a parameter.</summary>
public sealed class StatementValues
{
    private int _count;

    public DynamicParameters Parameters { get; } = new();

    /// <returns>What stands for the value in the statement.</returns>
    public string Add(object value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"p{_count++}");
        Parameters.Add(name, value);
        return "@" + name;
    }
}
