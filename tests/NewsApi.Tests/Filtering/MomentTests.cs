using NewsApi.Filtering;
using Xunit;

namespace NewsApi.Tests.Filtering;

public sealed class MomentTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-11-23T09:30:00Z", "2026-11-23T09:30:00Z")]
    [InlineData("2026-11-23T09:30:00.25+02:00", "2026-11-23T07:30:00.25Z")]
    [InlineData("2026-11-23", "2026-11-23T00:00:00Z")]
    [InlineData("now", "2026-11-23T12:00:00Z")]
    [InlineData("now-2d", "2026-11-21T12:00:00Z")]
    [InlineData("now-1w2d3h4m", "2026-11-14T08:56:00Z")]
    [InlineData("now+36h", "2026-11-25T00:00:00Z")]
    public void A_moment_begins_at(string text, string start)
    {
        Assert.True(Moment.TryRead(text, out var moment, out _));
        Assert.Equal(DateTimeOffset.Parse(start), moment.Start(Now));
    }

    [Fact]
    public void A_date_that_closes_a_range_is_included_whole()
    {
        Assert.True(Moment.TryRead("2026-11-23", out var date, out _));
        Assert.Equal(Now.Date.AddDays(1), date.EndExclusive(Now).UtcDateTime);
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2026-13-01")]
    [InlineData("2026-11-23T25:00:00Z")]
    [InlineData("2026-11-23 09:30")]
    [InlineData("2026-11-23T09:30:00")]
    [InlineData("now-")]
    [InlineData("now-99999d")]
    [InlineData("now-2y")]
    [InlineData("0001-01-01")]
    [InlineData("9999-12-31T23:59:59-12:00")]
    public void What_is_no_moment_is_refused(string text) => Assert.False(Moment.TryRead(text, out _, out _));
}
