using NewsApi.Articles;
using NewsApi.Http;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>Runs a request that changes sections or tags. From the moment of its answer on, filters go by what names mean
/// now.</summary>
internal sealed class VocabularyWork(EditorialWork work, FilterNames names)
{
    /// <inheritdoc cref="EditorialWork.RunAsync"/>
    public async Task<PrivateAnswer> RunAsync(
        HttpContext http,
        Func<NpgsqlTransaction, CancellationToken, Task<PrivateAnswer>> change,
        byte[]? bodyHash = null
    )
    {
        var answer = await work.RunAsync(http, change, bodyHash);
        names.Forget();
        return answer;
    }
}
