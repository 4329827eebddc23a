using System.Text.Json.Nodes;
using Xunit;

namespace NewsApi.Tests.Articles;

/// <summary>A plan after its execution.</summary>
internal sealed class ExecutedPlan
{
    private readonly string _json;
    private readonly string _sql;
    private readonly List<PlanNode> _executed = [];

    public ExecutedPlan(string json, string sql)
    {
        (_json, _sql) = (json, sql);
        Collect(JsonNode.Parse(json)![0]!["Plan"]!, null);
    }

    public void Has(Func<PlanNode, bool> isIt, string does) =>
        Assert.True(_executed.Exists(node => isIt(node)), $"No part of the plan {does}.{Text}");

    public void HasNo(Func<PlanNode, bool> isIt, string does)
    {
        if (_executed.Find(node => isIt(node)) is { } node)
            Assert.Fail($"{node.Name} of {node.Relation} {node.Index} {does}.{Text}");
    }

    private string Text => $"\n{_sql}\n{_json}";

    private void Collect(JsonNode json, PlanNode? above)
    {
        var node = new PlanNode(json, above);
        if (json["Actual Loops"]!.GetValue<double>() > 0)
            _executed.Add(node);
        foreach (var below in json["Plans"]?.AsArray() ?? [])
            Collect(below!, node);
    }
}

/// <summary>A step of it that was taken.</summary>
internal sealed class PlanNode(JsonNode json, PlanNode? above)
{
    private static readonly string[] Conditions =
    [
        "Filter",
        "Join Filter",
        "Index Cond",
        "Recheck Cond",
        "Hash Cond",
        "Merge Cond",
    ];

    public string Name => json["Node Type"]!.GetValue<string>();
    public string? Relation => json["Relation Name"]?.GetValue<string>();
    public string? Index => json["Index Name"]?.GetValue<string>();

    /// <summary>In all its executions.</summary>
    public double RowsOut => json["Actual Rows"]!.GetValue<double>() * json["Actual Loops"]!.GetValue<double>();

    public double RowsIn =>
        json["Plans"]!
            .AsArray()
            .Where(below => below!["Parent Relationship"]!.GetValue<string>() == "Outer")
            .Sum(below => new PlanNode(below!, this).RowsOut);

    public bool IsSort => Name is "Sort" or "Incremental Sort";

    public bool IsOfStories => Relation is "article_rows" or "article_index_rows";

    /// <summary>Every list asks whether and when a story has expired.</summary>
    public bool IsOfExpiry => Index is "article_rows_expires_at_idx";

    /// <summary>A scan right below a limit ends early: so the first stories are counted, whichever they are.</summary>
    public bool IsUnboundedScan => IsOfStories && Name == "Seq Scan" && !(above?.Name == "Limit" && RowsOut <= 1000);

    /// <summary>Subqueries that are answered once are "InitPlan"s.</summary>
    public bool AsksForEachRow =>
        Conditions.Any(condition =>
            json[condition]?.GetValue<string>().Contains("SubPlan", StringComparison.Ordinal) is true
        );
}
