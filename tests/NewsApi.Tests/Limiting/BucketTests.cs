using CsCheck;
using NewsApi.Limiting;
using Xunit;

namespace NewsApi.Tests.Limiting;

/// <summary>What a client has left, whatever it takes and whenever.</summary>
public sealed class BucketTests
{
    private static readonly Allowance s_allowance = new("test", requestsPerMinute: 60, mostAtOnce: 3);

    [Fact]
    public void In_no_minute_does_a_client_get_more_than_was_saved_and_came_in_and_one_request() =>
        Gen.Select(Gen.Int[0, 8_000], Gen.Int[1, 50])
            .Array[1, 200]
            .Sample(requests =>
            {
                var bucket = new Bucket("client", s_allowance);
                var now = TimeSpan.FromHours(1);
                var admitted = new List<(TimeSpan At, int Price)>();
                foreach (var (pause, price) in requests)
                {
                    now += TimeSpan.FromMilliseconds(pause);
                    if (!bucket.HasPoints(now))
                        continue;
                    bucket.Take(price, now);
                    admitted.Add((now, price));
                }
                return admitted.TrueForAll(last =>
                {
                    var inOneMinute = admitted.Where(one =>
                        one.At <= last.At && one.At > last.At - TimeSpan.FromMinutes(1)
                    );
                    return inOneMinute.Sum(one => one.Price) <= (2 * s_allowance.PointsPerMinute) + last.Price;
                });
            });

    [Fact]
    public void Who_asks_for_no_more_than_comes_in_is_never_refused() =>
        Gen.Int[1, 60]
            .Array[1, 300]
            .Sample(prices =>
            {
                var bucket = new Bucket("client", s_allowance);
                var now = TimeSpan.FromHours(1);
                return prices.All(price =>
                {
                    now += s_allowance.TimeFor(price);
                    var isLetIn = bucket.HasPoints(now);
                    bucket.Take(price, now);
                    return isLetIn;
                });
            });

    [Fact]
    public async Task What_many_take_at_once_is_all_counted()
    {
        var bucket = new Bucket("client", new("test", requestsPerMinute: 100_000, mostAtOnce: 3));
        var now = TimeSpan.FromHours(1);

        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    Task.Run(() =>
                    {
                        for (var i = 0; i < 1_000; i++)
                            bucket.Take(10, now);
                    })
                )
        );

        Assert.Equal(1_000_000 - 80_000, bucket.Left(now));
        Assert.Equal(80_000, bucket.TakeUntold());
        Assert.Equal(0, bucket.TakeUntold());
    }

    [Fact]
    public void What_is_given_back_was_never_taken()
    {
        var bucket = new Bucket("client", s_allowance);
        var now = TimeSpan.FromHours(1);

        bucket.Take(500, now);
        bucket.Take(-450, now);

        Assert.Equal(600 - 50, bucket.Left(now));
        Assert.Equal("\"test\";r=550;t=5", bucket.Tell(now));
    }
}
