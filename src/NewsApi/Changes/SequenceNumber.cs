using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NewsApi.Http;

namespace NewsApi.Changes;

/// <summary>A place in the change log: the <c>seq</c> of a change, or 0 for the place before the first.</summary>
public readonly record struct SequenceNumber(long Value) : IParameterValue<SequenceNumber>
{
    public static ParameterForm Form => ParameterForm.LargeNumber;

    public static bool TryRead(string text, out SequenceNumber value, [NotNullWhen(false)] out string? fault)
    {
        var read = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        value = new(number);
        fault =
            read ? null
            : text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0 ? "The number is out of any range."
            : "Must be the seq of a change, a whole number from 0 on.";
        return read;
    }
}
