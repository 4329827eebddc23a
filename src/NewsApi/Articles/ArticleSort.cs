using System.Text.Json.Serialization;
using NewsApi.Http;

namespace NewsApi.Articles;

/// <summary>Order of a list of articles.</summary>
[JsonConverter(typeof(WordConverter<ArticleSort>))]
public enum ArticleSort
{
    /// <summary>By <c>publishedAt</c>, latest first.</summary>
    Newest,

    /// <summary>By <c>publishedAt</c>, earliest first.</summary>
    Oldest,

    /// <summary>By <c>updatedAt</c>, latest first.</summary>
    Updated,

    /// <summary>What fits <c>q</c> best first; of equals the latest by <c>publishedAt</c>. Age does not count otherwise.</summary>
    Relevance,
}
