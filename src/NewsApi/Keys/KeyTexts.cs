using System.Diagnostics.CodeAnalysis;
using NewsApi.Access;
using NewsApi.Http;

namespace NewsApi.Keys;

/// <summary>The open part of a key.</summary>
public sealed record KeyIdText(string Value) : IParameterValue<KeyIdText>
{
    public static ParameterForm Form { get; } = new() { Pattern = ApiKey.IdForm, MaxLength = ApiKey.IdLength };

    public static bool TryRead(
        string text,
        [NotNullWhen(true)] out KeyIdText? value,
        [NotNullWhen(false)] out string? fault
    )
    {
        value = ApiKey.IsId(text) ? new(text) : null;
        fault = value is null ? "Not the id of a key: the twelve characters after newsapi_." : null;
        return value is not null;
    }
}

/// <summary>What a key may be used for.</summary>
public sealed record ScopeText(string Value) : IParameterValue<ScopeText>
{
    public static ParameterForm Form { get; } =
        new() { Pattern = $"^({string.Join('|', Scopes.All)})$", MaxLength = Scopes.All.Max(scope => scope.Length) };

    public static bool TryRead(
        string text,
        [NotNullWhen(true)] out ScopeText? value,
        [NotNullWhen(false)] out string? fault
    )
    {
        value = Scopes.All.Contains(text) ? new(text) : null;
        fault = value is null ? $"Must be one of {string.Join(", ", Scopes.All)}." : null;
        return value is not null;
    }
}
