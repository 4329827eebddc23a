using System.Diagnostics;
using System.Globalization;

namespace NewsApi.Benchmarks;

/// <summary>How much memory a process takes, in bytes.</summary>
/// <param name="Resident">All of it that is in memory: what <c>ps</c> shows as RSS. Pages of program files count too,
/// though several processes may share them.</param>
/// <param name="Peak">The most it ever was.</param>
/// <param name="Private">Of <paramref name="Resident"/>, what belongs to no file, compiled code included; null where the system does not say.</param>
internal sealed record ProcessMemory(long Resident, long Peak, long? Private)
{
    public static ProcessMemory Of(int processId)
    {
        var status = $"/proc/{processId}/status";
        if (File.Exists(status))
        {
            var lines = File.ReadAllLines(status);
            return new(Kilobytes("VmRSS:"), Kilobytes("VmHWM:"), Kilobytes("RssAnon:") + Kilobytes("RssShmem:"));

            long Kilobytes(string name) =>
                1024
                * long.Parse(
                    lines
                        .Single(line => line.StartsWith(name, StringComparison.Ordinal))
                        .AsSpan(name.Length)
                        .TrimEnd("kB"),
                    CultureInfo.InvariantCulture
                );
        }
        using var process = Process.GetProcessById(processId);
        return new(process.WorkingSet64, process.PeakWorkingSet64, null);
    }
}
