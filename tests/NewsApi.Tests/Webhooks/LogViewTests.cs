using NewsApi.Changes;
using NewsApi.Following;
using NewsApi.Storage;
using NewsApi.Tests.Support;
using NewsApi.Webhooks;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Webhooks;

/// <summary>The log seen by those who have fallen behind further than memory reaches, by way of a database that lags.</summary>
[Collection(PushingCollection.Name)]
public sealed class LogViewTests(NewsroomFixture fixture)
{
    [Fact]
    public async Task A_standby_that_lags_hides_no_takedown()
    {
        var newsroom = await fixture.StartAsync();
        var editor = new Editor(newsroom);
        await editor.AddSectionAsync("news");
        var id = await editor.PublishAsync(Editor.Draft("one"));
        await editor.PublishAsync(Editor.Draft("two"));
        await using var source = NpgsqlDataSource.Create(newsroom.Connections.Delivery);
        var repository = new ChangeRepository(new DeliveryDatabase(source, new(TimeProvider.System)));
        // The feed knows one change more than the database which answers: the takedown. What was before is not in its memory.
        var takedown = Takedown(3, id);
        var latest = LatestChanges.Empty(2, DateTimeOffset.UnixEpoch).With([takedown]);
        var route = new WebhookRoute(ChangeFilter.Everything, Enum.GetValues<ChangeKind>().ToHashSet());

        var ahead = await route.NextAsync(new(0, 0), new(latest, repository), onlyUrgent: false, default);
        var afterwards = await route.NextAsync(ahead.Done, new(latest, repository), onlyUrgent: false, default);

        Assert.Equal(3, ahead.Change!.Change.Seq);
        Assert.Equal([1], afterwards.Overtaken.Select(overtaken => overtaken.Change.Seq));
        // Where something is missing in between, nothing is told rather than the wrong thing.
        var further = LatestChanges.Empty(8, DateTimeOffset.UnixEpoch).With([Takedown(9, id)]);
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            route.NextAsync(new(0, 0), new(further, repository), onlyUrgent: false, default)
        );
    }

    private static LoggedChange Takedown(long seq, Guid id) =>
        new()
        {
            Seq = seq,
            Kind = ChangeKind.Withdrawn,
            At = DateTimeOffset.UnixEpoch,
            ArticleId = id,
            Slug = "one",
            Version = 1,
            Impact = ChangeImpact.Major,
        };
}
