using NewsApi.Filtering;
using NewsApi.Http;
using NewsApi.Selection;

namespace NewsApi.Articles;

/// <summary>What can be wrong with a filter as far as that shows without the database, the same wherever articles are chosen.
/// </summary>
internal static class ArticleFilterRules
{
    /// <param name="filter">As it was read; parts that could not be read are missing.</param>
    /// <param name="fail">Told of each fault: the parameter and a sentence.</param>
    public static void Check(ArticleFilter filter, Action<string, string> fail)
    {
        CheckTypes(filter.Type, fail);
        CheckLanguages(filter.Language, fail);
        CheckRange(filter, fail);
    }

    private static void CheckTypes(FilterExpression? filter, Action<string, string> fail)
    {
        foreach (var name in filter?.Names ?? [])
        {
            if (!Choice<ArticleType>.Words.ContainsKey(name.Name))
                fail(
                    "type",
                    $"At offset {name.Offset}: there is no type '{name.Name}'.{NearestName.Suggestion(name.Name, Choice<ArticleType>.Words.Keys)} Types are {string.Join(", ", Choice<ArticleType>.Words.Keys)}."
                );
        }
    }

    private static void CheckLanguages(FilterExpression? filter, Action<string, string> fail)
    {
        foreach (var name in filter?.Names ?? [])
        {
            if (!LanguageTag.IsWellFormed(name.Name))
                fail(
                    "language",
                    $"At offset {name.Offset}: '{name.Name}' is not a language such as en, pt-BR or zh-Hans."
                );
        }
    }

    private static void CheckRange(ArticleFilter filter, Action<string, string> fail)
    {
        var now = DateTimeOffset.UtcNow;
        if (filter is { From: { } from, To: { } to } && from.Start(now) >= to.EndExclusive(now))
            fail("from", "Must not be later than to.");
    }
}
