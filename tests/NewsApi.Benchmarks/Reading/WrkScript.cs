using System.Globalization;

namespace NewsApi.Benchmarks.Reading;

/// <summary>Writes what the load generator runs.</summary>
internal static class WrkScript
{
    private const string Done = """
        local threads = {}
        function setup(thread) table.insert(threads, thread) end

        function done(summary, latency, requests)
          local statuses = {}
          for _, thread in ipairs(threads) do
            for status, count in pairs(thread:get("counted") or {}) do
              table.insert(statuses, string.format('"%d":%d', status, count))
            end
          end
          local errors = summary.errors
          io.write(string.format(
            '\n{"requests":%d,"duration":%d,"bytes":%d,"p50":%d,"p99":%d,"max":%d,"failed":%d,"socket":%d,"statuses":{%s}}\n',
            summary.requests, summary.duration, summary.bytes,
            latency:percentile(50), latency:percentile(99), latency.max, errors.status,
            errors.connect + errors.read + errors.write + errors.timeout, table.concat(statuses, ",")))
        end
        """;

    private const string Look = """
        counted = {}
        function response(status) counted[status] = (counted[status] or 0) + 1 end
        """;

    /// <param name="load">What to ask for.</param>
    /// <param name="paths">File with its paths.</param>
    /// <param name="looking">Whether to count the statuses of all answers, which takes its time.</param>
    public static string For(Load load, string paths, bool looking) =>
        string.Join(
            '\n',
            [
                Done,
                .. load.Headers.Select(header => $"wrk.headers['{header.Name}'] = '{header.Value}'"),
                looking ? Look : "",
                load.Pause > TimeSpan.Zero
                    ? $"function delay() return {load.Pause.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)} end"
                    : "",
                // With one path only the generator has the request ready by itself.
                load.Paths.Count == 1
                    ? ""
                    : Sequence(paths),
            ]
        );

    private static string Sequence(string paths) =>
        $$"""
            local requests, turn = {}, 0
            function init(args)
              local known = {}
              for path in io.lines("{{paths}}") do
                known[path] = known[path] or wrk.format("GET", path)
                requests[#requests + 1] = known[path]
              end
            end
            function request()
              turn = turn % #requests + 1
              return requests[turn]
            end
            """;
}
