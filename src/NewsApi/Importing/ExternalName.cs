using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using NewsApi.Http;

namespace NewsApi.Importing;

/// <summary>Short name of who delivers stories. The database holds it to the same form.</summary>
public sealed partial record ProviderName(string Value) : IParameterValue<ProviderName>
{
    private const int MaxLength = 60;

    public static ParameterForm Form { get; } =
        new() { Pattern = "^[a-z0-9]+([.-][a-z0-9]+)*$", MaxLength = MaxLength };

    public static bool TryRead(
        string text,
        [NotNullWhen(true)] out ProviderName? value,
        [NotNullWhen(false)] out string? fault
    )
    {
        value = text.Length <= MaxLength && Pattern().IsMatch(text) ? new(text) : null;
        fault = value is null
            ? $"Must be lower-case letters and digits with single hyphens or dots between, up to {MaxLength} characters."
            : null;
        return value is not null;
    }

    [GeneratedRegex(@"\A[a-z0-9]+([.-][a-z0-9]+)*\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();
}

/// <summary>What a story is called by who delivers it: any text, such as a URI.</summary>
public sealed record ExternalName(string Value) : IParameterValue<ExternalName>
{
    public const int MaxLength = 500;

    public static ParameterForm Form { get; } = new() { Pattern = @"^[^\x00-\x1F\x7F]+$", MaxLength = MaxLength };

    public static bool TryRead(
        string text,
        [NotNullWhen(true)] out ExternalName? value,
        [NotNullWhen(false)] out string? fault
    )
    {
        var isName = text.Characters() is > 0 and <= MaxLength && !text.Any(char.IsControl);
        value = isName ? new(text) : null;
        fault = isName ? null : $"Must be one line of 1 to {MaxLength} characters.";
        return isName;
    }
}

/// <summary>A language (BCP 47): alone, or with a script, a region, or both.</summary>
public sealed record LanguageName(string Value) : IParameterValue<LanguageName>
{
    public static ParameterForm Form { get; } = new() { Pattern = Articles.Article.LanguageForm, MaxLength = 11 };

    public static bool TryRead(
        string text,
        [NotNullWhen(true)] out LanguageName? value,
        [NotNullWhen(false)] out string? fault
    )
    {
        value = Articles.LanguageTag.IsWellFormed(text) ? new(text) : null;
        fault = value is null ? "Must be a language such as en or pt-BR." : null;
        return value is not null;
    }
}
