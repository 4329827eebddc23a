using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using NewsApi.Http;

namespace NewsApi.Articles;

/// <summary>Members of <see cref="Article"/> that a client may choose between; <c>id</c> is always there.</summary>
[Flags]
public enum ArticleMembers
{
    None = 0,
    Slug = 1 << 0,
    Type = 1 << 1,
    Language = 1 << 2,
    Version = 1 << 3,
    Headline = 1 << 4,
    Standfirst = 1 << 5,
    Byline = 1 << 6,
    Section = 1 << 7,
    Tags = 1 << 8,
    Contributors = 1 << 9,
    LeadImage = 1 << 10,
    Body = 1 << 11,
    WordCount = 1 << 12,
    ReadingMinutes = 1 << 13,
    Urgency = 1 << 14,
    FirstPublishedAt = 1 << 15,
    PublishedAt = 1 << 16,
    UpdatedAt = 1 << 17,
    Corrections = 1 << 18,
    Rights = 1 << 19,
    Share = 1 << 20,
    WebUrl = 1 << 21,
    ApiUrl = 1 << 22,
    All = (1 << 23) - 1,

    /// <summary>What a list shows unless told otherwise.</summary>
    Summary = All & ~Body,
}

/// <summary>A sparse fieldset: names of members, divided by commas; <c>*</c> for all.</summary>
public sealed record ArticleFields(ArticleMembers Members) : IParameterValue<ArticleFields>
{
    private const string Id = "id";

    private static readonly Dictionary<string, ArticleMembers> ByName = Enum.GetValues<ArticleMembers>()
        .Where(member => int.PopCount((int)member) == 1)
        .ToDictionary(member => JsonNamingPolicy.CamelCase.ConvertName(member.ToString()), StringComparer.Ordinal);

    /// <summary>Every name that may stand in a list of fields.</summary>
    public static IEnumerable<string> Names => ByName.Keys.Append(Id);

    public static ParameterForm Form
    {
        get
        {
            var name = $"({string.Join('|', Names)})";
            return new() { Pattern = $@"^(\*|{name}(,{name})*)$", MaxLength = RequestLimits.MaxTargetLength };
        }
    }

    public static bool TryRead(
        string text,
        [NotNullWhen(true)] out ArticleFields? value,
        [NotNullWhen(false)] out string? fault
    )
    {
        (value, fault) = (null, null);
        if (text == "*")
        {
            value = new(ArticleMembers.All);
            return true;
        }
        var names = text.Split(',').Distinct(StringComparer.Ordinal).ToList();
        var faults = names
            .Where(name => name != Id && !ByName.ContainsKey(name))
            .Select(name => $"An article has no member '{name}'.{NearestName.Suggestion(name, Names)}")
            .ToList();
        if (faults.Count > 0)
        {
            fault = string.Join(' ', faults);
            return false;
        }
        value = new(names.Aggregate(ArticleMembers.None, (all, name) => all | ByName.GetValueOrDefault(name)));
        return true;
    }

    public static string Write(ArticleFields value, string text) =>
        value.Members switch
        {
            ArticleMembers.All => "*",
            ArticleMembers.None => Id,
            var members => string.Join(
                ',',
                ByName.Where(member => members.HasFlag(member.Value)).Select(member => member.Key)
            ),
        };
}
