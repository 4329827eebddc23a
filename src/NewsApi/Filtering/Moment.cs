using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using NewsApi.Http;

namespace NewsApi.Filtering;

/// <summary>A moment as people write it in a query: an RFC 3339 instant, a date, or a distance from now.</summary>
public sealed partial record Moment : IParameterValue<Moment>
{
    private readonly string _text;
    private readonly DateTimeOffset? _instant;
    private readonly DateOnly? _date;
    private readonly TimeSpan _fromNow;

    public static ParameterForm Form { get; } =
        new()
        {
            Pattern =
                "^(now([+-]([0-9]{1,4}[wdhm]){1,4})?"
                + "|[0-9]{4}-[0-9]{2}-[0-9]{2}"
                + "([Tt][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,7})?)?([Zz]|[+-][0-9]{2}:[0-9]{2}))?)$",
            MaxLength = "2026-11-23T09:30:00.1234567+00:00".Length,
        };

    private Moment(string text, DateTimeOffset? instant = null, DateOnly? date = null, TimeSpan fromNow = default) =>
        (_text, _instant, _date, _fromNow) = (text, instant, date, fromNow);

    /// <summary>A relative moment is taken to stand still for so long.</summary>
    public static readonly TimeSpan Granularity = TimeSpan.FromSeconds(1);

    /// <summary>Whether it moves on with time.</summary>
    public bool IsRelative => _instant is null && _date is null;

    /// <summary>The first instant meant: a date begins at midnight UTC.</summary>
    public DateTimeOffset Start(DateTimeOffset now) =>
        _instant ?? (_date is { } date ? Midnight(date) : now + _fromNow);

    /// <summary>The first instant no longer meant when this closes a range: a whole date is included, an instant is too.</summary>
    public DateTimeOffset EndExclusive(DateTimeOffset now) =>
        _date is { } date ? Midnight(date.AddDays(1)) : Start(now).AddTicks(TimeSpan.TicksPerMicrosecond);

    public static bool TryRead(
        string text,
        [NotNullWhen(true)] out Moment? value,
        [NotNullWhen(false)] out string? fault
    )
    {
        value = Relative(text) ?? Date(text) ?? Instant(text);
        fault = value is null
            ? "Must be an instant such as 2026-11-23T09:30:00Z, a date such as 2026-11-23, or relative such as now-2d or now-36h (units w, d, h, m)."
            : null;
        return value is not null;
    }

    private static Moment? Relative(string text)
    {
        var match = RelativePattern().Match(text);
        if (!match.Success)
            return null;
        var distance = TimeSpan.Zero;
        foreach (Capture part in match.Groups["part"].Captures)
        {
            var amount = int.Parse(part.ValueSpan[..^1], CultureInfo.InvariantCulture);
            distance += part.ValueSpan[^1] switch
            {
                'w' => TimeSpan.FromDays(7 * amount),
                'd' => TimeSpan.FromDays(amount),
                'h' => TimeSpan.FromHours(amount),
                _ => TimeSpan.FromMinutes(amount),
            };
        }
        return new Moment(text, fromNow: match.Groups["sign"].Value == "-" ? -distance : distance);
    }

    private static Moment? Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
        && date.Year is >= 1000 and < 9999
            ? new Moment(text, date: date)
            : null;

    private static Moment? Instant(string text) =>
        InstantPattern().IsMatch(text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
        && instant.Year is >= 1000 and < 9999
            ? new Moment(text, instant: instant.ToUniversalTime())
            : null;

    /// <summary>As written, so that a relative moment means the same query from one minute to the next.</summary>
    public override string ToString() => _text;

    private static DateTimeOffset Midnight(DateOnly date) => new(date, TimeOnly.MinValue, TimeSpan.Zero);

    // Up to four digits each: no sum of them leaves the calendar.
    [GeneratedRegex(@"\Anow((?<sign>[+-])(?<part>[0-9]{1,4}[wdhm]){1,4})?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RelativePattern();

    [GeneratedRegex(
        @"\A[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex InstantPattern();
}
