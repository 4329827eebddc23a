using System.Diagnostics;
using System.Globalization;

namespace NewsApi.Tests.Support;

/// <summary>Has Ctrl+C reach the programs that tests start. What a shell starts in the background has the signal ignored, and so has
/// all that is started from there, unless something puts that back.</summary>
internal static class Interruptible
{
    private const ulong Interrupt = 1 << 1;

    public static ProcessStartInfo Start(string program, IReadOnlyList<string> arguments) =>
        // Of GNU coreutils, which puts itself out of the way: the process is the program's.
        IsIgnored() ? new("env", ["--default-signal=INT", program, .. arguments]) : new(program, arguments);

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
