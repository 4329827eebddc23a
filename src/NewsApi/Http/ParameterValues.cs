using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace NewsApi.Http;

/// <summary>A whole number, written in decimal digits.</summary>
public readonly record struct WholeNumber(int Value) : IParameterValue<WholeNumber>
{
    public static ParameterForm Form => ParameterForm.WholeNumber;

    public static bool TryRead(string text, out WholeNumber value, [NotNullWhen(false)] out string? fault)
    {
        var read = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        value = new(number);
        fault =
            read ? null
            : text.AsSpan().TrimStart("+-").IndexOfAnyExceptInRange('0', '9') < 0 ? "The number is out of any range."
            : "Must be a whole number.";
        return read;
    }

    public static string Write(WholeNumber value, string text) => value.Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary><c>true</c> or <c>false</c>.</summary>
public readonly record struct YesOrNo(bool Value) : IParameterValue<YesOrNo>
{
    public static ParameterForm Form => ParameterForm.YesOrNo;

    public static bool TryRead(string text, out YesOrNo value, [NotNullWhen(false)] out string? fault)
    {
        value = new(text == "true");
        fault = text is "true" or "false" ? null : "Must be true or false.";
        return fault is null;
    }
}

/// <summary>Plain text.</summary>
public sealed record FreeText(string Value) : IParameterValue<FreeText>
{
    public static bool TryRead(
        string text,
        [NotNullWhen(true)] out FreeText? value,
        [NotNullWhen(false)] out string? fault
    )
    {
        (value, fault) = (new(text), null);
        return true;
    }
}

/// <summary>One of the words of an enumeration, written in camelCase. Numbers and other cases are refused, unlike in the
/// framework's own binding of enumerations.</summary>
public readonly record struct Choice<TEnum>(TEnum Value) : IParameterValue<Choice<TEnum>>
    where TEnum : struct, Enum
{
    public static IReadOnlyDictionary<string, TEnum> Words { get; } =
        Enum.GetValues<TEnum>()
            .ToDictionary(value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()), StringComparer.Ordinal);

    public static ParameterForm Form { get; } = new() { Words = typeof(TEnum) };

    /// <summary>As it is written in queries and in JSON.</summary>
    public string Word => JsonNamingPolicy.CamelCase.ConvertName(Value.ToString());

    public static bool TryRead(string text, out Choice<TEnum> value, [NotNullWhen(false)] out string? fault)
    {
        var read = Words.TryGetValue(text, out var word);
        value = new(word);
        fault = read
            ? null
            : $"Must be one of {string.Join(", ", Words.Keys)}.{NearestName.Suggestion(text, Words.Keys)}";
        return read;
    }
}

/// <summary>One slug.</summary>
public sealed record SlugText(string Value) : IParameterValue<SlugText>
{
    public static ParameterForm Form { get; } = new() { Pattern = Slugs.Form, MaxLength = Slugs.MaxLength };

    public static bool TryRead(
        string text,
        [NotNullWhen(true)] out SlugText? value,
        [NotNullWhen(false)] out string? fault
    )
    {
        value = Slugs.IsWellFormed(text) ? new(text) : null;
        fault = value is null ? "Not a slug: lower-case letters, digits and single hyphens." : null;
        return value is not null;
    }
}

/// <summary>One id.</summary>
public sealed record IdText(Guid Value) : IParameterValue<IdText>
{
    public static ParameterForm Form { get; } =
        new() { Pattern = "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$", MaxLength = 36 };

    public static bool TryRead(
        string text,
        [NotNullWhen(true)] out IdText? value,
        [NotNullWhen(false)] out string? fault
    )
    {
        value = Guid.TryParseExact(text, "D", out var id) ? new(id) : null;
        fault = value is null ? "Not an id such as 01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42." : null;
        return value is not null;
    }
}
