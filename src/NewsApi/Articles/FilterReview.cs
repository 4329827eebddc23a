using NewsApi.Filtering;
using NewsApi.Http;
using NewsApi.Selection;

namespace NewsApi.Articles;

/// <summary>Holds filters that are going to be kept against what there is.</summary>
internal sealed class FilterReview(FilterNames names)
{
    /// <param name="filter">As it was given.</param>
    /// <param name="pointer">Where it stands in the JSON.</param>
    /// <param name="faults">Takes what is wrong, each under its pointer.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public async Task CheckAsync(FilterTexts filter, string pointer, Faults faults, CancellationToken cancellationToken)
    {
        foreach (var (name, text) in filter.Parts)
        {
            if (text is null)
                continue;
            if (text.Length == 0)
                Fail(name, "A value is missing. Leave the member out instead.");
            else if (!FilterExpression.TryRead(text, out _, out var fault))
                Fail(name, fault);
        }
        var read = filter.ToArticleFilter();
        ArticleFilterRules.Check(read, Fail);
        await names.ResolveAsync(read, Readership.Everyone, Fail, cancellationToken);

        void Fail(string name, string fault) => faults.Add($"{pointer}/{name}", fault);
    }
}
