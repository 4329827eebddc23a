using CsCheck;
using NewsApi.Following;
using Xunit;

namespace NewsApi.Tests.Changes;

public sealed class LatestChangesTests
{
    [Fact]
    public void It_has_the_end_of_the_log_whatever_the_steps_it_grew_in()
    {
        Gen.Select(Gen.Long[0, 5000], Gen.Int[1, 700].Array[0, 12])
            .Sample(
                (beginning, steps) =>
                {
                    var latest = LatestChanges.Empty(beginning, DateTimeOffset.UnixEpoch);
                    foreach (var step in steps)
                        latest = latest.With([.. Enumerable.Range(1, step).Select(i => Change(latest.End + i))]);

                    Assert.Equal(beginning + steps.Sum(), latest.End);
                    Assert.Equal(Math.Max(beginning, latest.End - LatestChanges.Kept), latest.Beginning);
                    foreach (var after in new[] { latest.Beginning, (latest.Beginning + latest.End) / 2, latest.End })
                    {
                        Assert.True(latest.Has(after));
                        Assert.Equal(
                            Enumerable.Range(1, (int)(latest.End - after)).Select(i => after + i),
                            latest.After(after).Select(change => change.Seq)
                        );
                    }
                    Assert.False(latest.Has(latest.Beginning - 1));
                    Assert.False(latest.Has(latest.End + 1));
                },
                iter: 200
            );
    }

    [Fact]
    public void Before_anything_is_known_it_has_nothing()
    {
        Assert.False(LatestChanges.Unknown.Has(0));
    }

    private static LoggedChange Change(long seq) =>
        new()
        {
            Seq = seq,
            Kind = ChangeKind.Published,
            At = DateTimeOffset.UnixEpoch.AddSeconds(seq),
            ArticleId = Guid.Empty,
            Slug = "story",
            Version = 1,
            Impact = ChangeImpact.Major,
        };
}
