using CsCheck;
using NewsApi.Http;
using Xunit;

namespace NewsApi.Tests.Http;

/// <summary>What is asked for more, and later, is in greater demand.</summary>
public sealed class DemandTests
{
    private const long HalfLife = 60_000;

    private static readonly Gen<long[]> s_requests = Gen.Long[1, 20 * HalfLife]
        .HashSet[1, 50]
        .Select(times => times.Order().ToArray());

    [Fact]
    public void It_is_the_sum_of_all_requests_of_which_one_counts_half_as_much_as_one_a_minute_later() =>
        s_requests.Sample(times =>
        {
            var demand = new Demand(times[0]);
            foreach (var time in times)
                demand.Count(time);

            var sum = times.Sum(time => Math.Pow(2, (double)time / HalfLife));
            Assert.Equal(Math.Log2(sum), demand.Value, 1e-6);
        });

    [Fact]
    public void Requests_within_a_millisecond_count_as_one() =>
        s_requests.Sample(times =>
        {
            var (once, often) = (new Demand(times[0]), new Demand(times[0]));
            foreach (var time in times)
            {
                once.Count(time);
                often.Count(time);
                often.Count(time);
            }

            Assert.Equal(once.Value, often.Value);
        });

    /// <summary>The clock of a machine that is long up must not swallow the difference.</summary>
    [Fact]
    public void One_request_makes_a_difference_after_ten_years()
    {
        var now = (long)TimeSpan.FromDays(3_650).TotalMilliseconds;
        var (once, twice) = (new Demand(now), new Demand(now));

        once.Count(now + 1);
        twice.Count(now + 1);
        twice.Count(now + 2);

        Assert.True(twice.Value > once.Value);
    }
}
