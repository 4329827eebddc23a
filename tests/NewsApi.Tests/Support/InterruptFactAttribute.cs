using System.Globalization;
using Xunit;

namespace NewsApi.Tests.Support;

/// <summary>A test that interrupts a process as Ctrl+C does. Skipped where that can have no effect: what a shell starts in the
/// background has the signal ignored, and so has all that is started from there.</summary>
public sealed class InterruptFactAttribute : FactAttribute
{
    private const ulong Interrupt = 1 << 1;

    public InterruptFactAttribute()
    {
        if (IsIgnored())
            Skip = "This process was started with SIGINT ignored, as are those that it starts.";
    }

    private static bool IsIgnored() =>
        File.Exists("/proc/self/status")
        && File.ReadLines("/proc/self/status")
            .FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))
            is { } line
        && (
            ulong.Parse(line["SigIgn:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            & Interrupt
        ) != 0;
}
