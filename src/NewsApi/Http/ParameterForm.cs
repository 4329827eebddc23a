namespace NewsApi.Http;

/// <summary>How a parameter value is written: what the OpenAPI document says of it. What is not set is not restricted.</summary>
public sealed record ParameterForm
{
    /// <summary>What can arrive at all, see <see cref="RequestLimits"/>.</summary>
    public static readonly ParameterForm Text = new()
    {
        Pattern = @"^[^\x00-\x1F\x7F]+$",
        MaxLength = RequestLimits.MaxTargetLength,
    };

    public static readonly ParameterForm WholeNumber = new() { IsWholeNumber = true };

    /// <summary>From 0 on, in 64 bits.</summary>
    public static readonly ParameterForm LargeNumber = new() { IsWholeNumber = true, IsLarge = true };

    public static readonly ParameterForm YesOrNo = new() { IsYesOrNo = true };

    public bool IsWholeNumber { get; init; }

    public bool IsLarge { get; init; }

    public bool IsYesOrNo { get; init; }

    /// <summary>A regular expression in the dialect that JSON Schema shares with most languages.</summary>
    public string? Pattern { get; init; }

    public int? MaxLength { get; init; }

    /// <summary>The enumeration whose words, in camelCase, are the only values.</summary>
    public Type? Words { get; init; }
}
