using System.Diagnostics.CodeAnalysis;
using NewsApi.Http;
using NewsApi.Tags;

namespace NewsApi.Editorial;

/// <summary>Type and slug of a tag, such as <c>place/antarctica</c>.</summary>
public sealed record TagId(TagType Type, string Slug) : IParameterValue<TagId>
{
    public const string Fault = "Must be type and slug of a tag, such as place/antarctica.";

    public static ParameterForm Form { get; } =
        new()
        {
            Pattern = $"^({string.Join('|', Choice<TagType>.Words.Keys)})/[a-z0-9]+(-[a-z0-9]+)*$",
            MaxLength = Choice<TagType>.Words.Keys.Max(word => word.Length) + 1 + Slugs.MaxLength,
        };

    public string TypeWord => new Choice<TagType>(Type).Word;

    public static bool TryRead(
        string text,
        [NotNullWhen(true)] out TagId? value,
        [NotNullWhen(false)] out string? fault
    )
    {
        value =
            text.Split('/') is [var type, var slug]
            && Choice<TagType>.Words.TryGetValue(type, out var read)
            && Slugs.IsWellFormed(slug)
                ? new(read, slug)
                : null;
        fault = value is null ? Fault : null;
        return value is not null;
    }

    public override string ToString() => $"{TypeWord}/{Slug}";
}
