using Npgsql;

namespace NewsApi.Editorial;

/// <summary>Finishes what readers see of a change of sections or tags: the stories that show them follow, in the same
/// transaction.</summary>
internal sealed class VocabularyPublication(Publisher publisher)
{
    /// <param name="transaction">In which the sections or tags are written already.</param>
    /// <param name="stories">Public stories that the change concerns.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public async Task FinishAsync(NpgsqlTransaction transaction, Guid[] stories, CancellationToken cancellationToken)
    {
        if (stories.Length > 0)
        {
            await StoryLocks.TakeAsync(transaction, stories, cancellationToken);
            await publisher.RefreshAsync(transaction, stories, cancellationToken);
        }
        await ChangeRecorder.TouchAsync(transaction, cancellationToken);
    }
}
