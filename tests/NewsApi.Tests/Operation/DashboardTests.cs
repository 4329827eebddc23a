using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dapper;
using NewsApi.Storage;
using NewsApi.Tests.Support;
using NewsApi.Tests.Webhooks;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Operation;

/// <summary>The dashboard and the alerts for operators ask for what the service really shows: a name that has changed leaves a
/// panel empty, and an alert silent, without a word.</summary>
[Collection(NewsroomCollection.Name)]
public sealed partial class DashboardTests(NewsroomFixture fixture)
{
    /// <summary>What Prometheus itself adds to all that it reads.</summary>
    private static readonly string[] AddedLabels = ["job", "instance"];

    private static readonly string[] Words = ["and", "or", "unless", "offset", "bool"];

    [Fact]
    public async Task All_that_the_dashboard_and_the_alerts_ask_for_is_shown_by_the_service()
    {
        var asked = Panels
            .SelectMany(panel => Targets(panel).Select(target => target.Text("expr")))
            .Concat(Variables)
            .Concat(Alerts.Select(alert => alert["expr"]))
            .Select(Expression.Read)
            .ToList();
        var room = await WebhookNewsroom.StartAsync(fixture, "Webhooks:Enabled=false");
        // In one process, services show what the others count, and no more what one counted that has ended.
        await using var service = await ServiceProcess.StartAsync(
            room.Newsroom.Connections,
            WebhookNewsroom.Trial.Select(setting => $"--{setting}")
        );
        using var client = new HttpClient { BaseAddress = service.Address };
        await using var receiver = await Receiver.StartAsync();
        await using var gone = await Receiver.StartAsync((_, _) => Task.FromResult(410));
        await room.SubscribeAsync(receiver.Url);
        await room.SubscribeAsync(gone.Url);

        await room.PublishAsync("seen");
        await AskAsync(client);
        await BeUnreadyAsync(room.Newsroom.Connections, client);
        await receiver.UntilAsync(received => received.Count > 0);

        // What is counted shows within a second; a disabled subscriber is counted after the last of its tries.
        IReadOnlyList<string> faults = [];
        for (var patience = 0; patience < 60; patience++)
        {
            // Until it follows the change log it keeps no answer.
            await AskAsync(client);
            var shown = await ReadAsync(client);
            faults = [.. asked.SelectMany(expression => Faults(expression, shown)).Distinct()];
            if (faults.Count == 0)
                break;
            await Task.Delay(250);
        }
        Assert.NotEmpty(asked);
        Assert.Empty(faults);
    }

    [Fact]
    public void Legends_name_labels_that_are_left_by_the_expression()
    {
        Assert.All(
            Panels.SelectMany(Targets),
            target =>
                Assert.Empty(
                    LegendLabel()
                        .Matches(target.Text("legendFormat"))
                        .Select(match => match.Groups["label"].Value)
                        .Except(Expression.Read(target.Text("expr")).Grouping, StringComparer.Ordinal)
                )
        );
    }

    [Fact]
    public void Every_panel_says_what_to_look_for_and_none_covers_another()
    {
        Assert.Null(Dashboard["id"]);
        Assert.Equal("newsapi", Dashboard.Text("uid"));
        Assert.Equal(
            ["Traffic", "Cache", "Database", "Deliveries", "Runtime"],
            AllPanels.Where(panel => panel.Text("type") == "row").Select(panel => panel.Text("title"))
        );
        Assert.Distinct(AllPanels.Select(panel => panel["id"]!.GetValue<int>()));
        Assert.Distinct(Panels.Select(panel => panel.Text("title")));
        Assert.All(
            Panels,
            panel =>
            {
                Assert.NotEmpty(panel.Text("title"));
                Assert.EndsWith(".", panel.Text("description"), StringComparison.Ordinal);
                Assert.NotEmpty(panel["fieldConfig"]!["defaults"]!.Text("unit"));
                Assert.All(
                    Targets(panel).Append(panel),
                    one => Assert.Equal("${datasource}", one["datasource"]!.Text("uid"))
                );
            }
        );
        var places =
            from panel in AllPanels
            let place = panel["gridPos"]!
            let left = place["x"]!.GetValue<int>()
            let top = place["y"]!.GetValue<int>()
            from x in Enumerable.Range(left, place["w"]!.GetValue<int>())
            from y in Enumerable.Range(top, place["h"]!.GetValue<int>())
            select (x, y);
        Assert.Distinct(places);
        Assert.All(places, place => Assert.InRange(place.x, 0, 23));
    }

    [Fact]
    public void Every_alert_says_how_bad_it_is_and_what_to_do()
    {
        Assert.NotEmpty(Alerts);
        Assert.Distinct(Alerts.Select(alert => alert["alert"]));
        Assert.All(
            Alerts,
            alert =>
            {
                Assert.Matches(@"^\d+[smh]$", alert["for"]);
                Assert.Matches("^(critical|warning)$", alert["severity"]);
                Assert.EndsWith(".", alert["summary"].Trim('"'), StringComparison.Ordinal);
                Assert.EndsWith(".", alert["description"], StringComparison.Ordinal);
            }
        );
    }

    [InstalledFact("promtool", "Debian's prometheus")]
    public async Task Prometheus_itself_takes_the_alerts() =>
        Assert.Contains(
            "SUCCESS",
            await Tool.RunAsync("promtool", "check", "rules", AlertsFile),
            StringComparison.Ordinal
        );

    /// <summary>What is wrong with an expression, given the labels of what is shown and their values.</summary>
    private static IEnumerable<string> Faults(
        Expression expression,
        Dictionary<string, Dictionary<string, HashSet<string>>> shown
    )
    {
        foreach (var selector in expression.Selectors)
        {
            if (!shown.TryGetValue(selector.Name, out var labels))
            {
                yield return $"there is no {selector.Name}";
                continue;
            }
            foreach (var label in expression.Labels.Concat(selector.Matchers.Select(matcher => matcher.Label)))
            {
                if (!labels.ContainsKey(label) && !AddedLabels.Contains(label))
                    yield return $"{selector.Name} has no label {label}";
            }
            foreach (var (label, _, value) in selector.Matchers.Where(matcher => matcher.Operator == "="))
            {
                if (!AddedLabels.Contains(label) && labels.GetValueOrDefault(label)?.Contains(value) is not true)
                    yield return $"{selector.Name} has no {label} of {value}";
            }
        }
    }

    private static async Task AskAsync(HttpClient client)
    {
        string[] requests =
        [
            "/v1/articles",
            "/v1/articles",
            "/v1/articles/seen",
            "/v1/articles/unseen",
            "/v1/articles?q=seen",
            "/v1/articles?limit=x",
            "/nowhere",
            "/health/ready",
        ];
        foreach (var request in requests)
            using (await client.GetAsync(request)) { }
    }

    /// <summary>What a service shows: names, their labels, and the values of these.</summary>
    private static async Task<Dictionary<string, Dictionary<string, HashSet<string>>>> ReadAsync(HttpClient client)
    {
        var shown = Read(await client.GetStringAsync("/metrics"));
        // This, Prometheus says of each service itself.
        shown["up"] = [];
        return shown;
    }

    /// <summary>Asks whether it is ready while it does not find what was migrated: a statement that fails, too.</summary>
    private static async Task BeUnreadyAsync(DatabaseConnections connections, HttpClient client)
    {
        await using var owner = new NpgsqlConnection(connections.Owner);
        await owner.ExecuteAsync("alter table delivery.schema_versions rename to hidden_versions");
        using var unready = await client.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unready.StatusCode);
        await owner.ExecuteAsync("alter table delivery.hidden_versions rename to schema_versions");
    }

    private static Dictionary<string, Dictionary<string, HashSet<string>>> Read(string metrics)
    {
        var shown = new Dictionary<string, Dictionary<string, HashSet<string>>>(StringComparer.Ordinal);
        foreach (Match line in Sample().Matches(metrics))
        {
            if (!shown.TryGetValue(line.Groups["name"].Value, out var labels))
                shown[line.Groups["name"].Value] = labels = new(StringComparer.Ordinal);
            foreach (Match label in Matcher().Matches(line.Groups["labels"].Value))
            {
                if (!labels.TryGetValue(label.Groups["label"].Value, out var values))
                    labels[label.Groups["label"].Value] = values = new(StringComparer.Ordinal);
                values.Add(label.Groups["value"].Value);
            }
        }
        return shown;
    }

    private static string Folder { get; } = Path.Combine(Repository.Root, "src", "NewsApi", "Operation", "Dashboards");

    private static string AlertsFile { get; } = Path.Combine(Folder, "newsapi.alerts.yml");

    private static JsonNode Dashboard { get; } =
        JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "newsapi.dashboard.json")))!;

    private static IReadOnlyList<JsonNode> AllPanels { get; } = [.. Dashboard["panels"]!.AsArray().OfType<JsonNode>()];

    private static IEnumerable<JsonNode> Panels => AllPanels.Where(panel => panel.Text("type") != "row");

    /// <summary>What the dashboard's variables are taken from.</summary>
    private static IEnumerable<string> Variables =>
        Dashboard["templating"]!["list"]!
            .AsArray()
            .Where(variable => variable!.Text("type") == "query")
            .Select(variable => VariableSource().Match(variable!["query"]!.Text("query")).Groups["source"].Value);

    /// <summary>The rules, each with all that stands in it, under the last of its names.</summary>
    private static IReadOnlyList<IReadOnlyDictionary<string, string>> Alerts { get; } =
    [
        .. RuleStart()
            .Split(File.ReadAllText(AlertsFile))
            .Skip(1)
            .Select(rule =>
                RuleMember()
                    .Matches("        alert: " + rule)
                    .ToDictionary(
                        member => member.Groups["name"].Value,
                        member => member.Groups["value"].Value.TrimStart('|', '>', '-').Trim(),
                        StringComparer.Ordinal
                    )
            ),
    ];

    private static IEnumerable<JsonNode> Targets(JsonNode panel) => panel["targets"]!.AsArray().OfType<JsonNode>();

    /// <summary>What an expression of PromQL asks for, as far as those two files go.</summary>
    /// <param name="Grouping">Labels that are left in the end.</param>
    /// <param name="Labels">Labels that all its metrics must have.</param>
    private sealed record Expression(
        IReadOnlyList<Selector> Selectors,
        IReadOnlyList<string> Grouping,
        IReadOnlyList<string> Labels
    )
    {
        public static Expression Read(string text)
        {
            var made = Relabelling().Matches(text);
            var grouping = DashboardTests
                .Grouping()
                .Matches(text)
                .SelectMany(match => match.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries))
                .ToHashSet(StringComparer.Ordinal);
            var bare = DashboardTests.Grouping().Replace(text, "");
            var selectors = DashboardTests
                .Asked()
                .Matches(bare)
                .Where(match => !Words.Contains(match.Groups["name"].Value))
                .Select(match => new Selector(
                    match.Groups["name"].Value,
                    [
                        .. Matcher()
                            .Matches(match.Groups["matchers"].Value)
                            .Select(matcher =>
                                (
                                    matcher.Groups["label"].Value,
                                    matcher.Groups["operator"].Value,
                                    matcher.Groups["value"].Value
                                )
                            ),
                    ]
                ));
            return new(
                [.. selectors],
                [.. grouping],
                [
                    .. grouping
                        .Except(made.Select(match => match.Groups["made"].Value), StringComparer.Ordinal)
                        .Concat(made.Select(match => match.Groups["source"].Value)),
                ]
            );
        }
    }

    private sealed record Selector(string Name, IReadOnlyList<(string Label, string Operator, string Value)> Matchers);

    /// <summary>A name that is not called like a function, outside quotes, ranges and numbers.</summary>
    [GeneratedRegex(
        @"(?<![\w""$.\[])(?<name>[a-zA-Z_:][\w:]*)(?![\w:]|\s*\()(?<matchers>\{([^""{}]|""([^""\\]|\\.)*"")*\})?(?=[^""]*(""[^""]*""[^""]*)*$)",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Asked();

    [GeneratedRegex(@"\b(by|without|on|ignoring)\s*\((?<labels>[^)]*)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Grouping();

    [GeneratedRegex(
        @"(?<label>\w+)\s*(?<operator>=~|!~|!=|=)\s*""(?<value>([^""\\]|\\.)*)""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Matcher();

    [GeneratedRegex(@",\s*""(?<made>\w+)"",\s*""[^""]*"",\s*""(?<source>\w+)"",", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Relabelling();

    [GeneratedRegex(@"\{\{(?<label>\w+)\}\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LegendLabel();

    [GeneratedRegex(@"^label_values\((?<source>.+), \w+\)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VariableSource();

    [GeneratedRegex(
        @"^(?<name>[a-zA-Z_:][\w:]*)(\{(?<labels>.*)\})? ",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        1000
    )]
    private static partial Regex Sample();

    [GeneratedRegex(@"^ +- alert: ", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex RuleStart();

    /// <summary>A name with what follows it, up to a line that is not deeper than the name's own.</summary>
    [GeneratedRegex(
        @"^(?<indent> *)(?!labels|annotations)(?<name>[a-z]+):[ \n](?<value>.*(\n(\k<indent> +.*|(?=\n)))*)",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        1000
    )]
    private static partial Regex RuleMember();
}
