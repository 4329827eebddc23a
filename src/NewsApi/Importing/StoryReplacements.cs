using NewsApi.Editorial;
using Npgsql;

namespace NewsApi.Importing;

/// <summary>Finds the stories that stand in the place of duplicates.</summary>
internal sealed class StoryReplacements
{
    private readonly Dictionary<Guid, Guid> _found = [];

    private StoryReplacements() { }

    /// <summary>The story in the place of this one; null where there is none.</summary>
    public Guid? Of(StoryPlan plan) => _found.TryGetValue(plan.Id, out var other) ? other : null;

    /// <summary>Looks among what is here, and among the deliveries themselves. A plan whose story is not there gets a fault.
    /// </summary>
    public static async Task<StoryReplacements> FindAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<StoryPlan> plans,
        ImportOptions options,
        Rehearsal? rehearsal,
        CancellationToken cancellationToken
    )
    {
        var replacements = new StoryReplacements();
        var asked = plans
            .Where(plan => plan.Withdraws && plan.Delivery.Publication!.ReplacedBy is not null)
            .Select(plan =>
                (
                    Plan: plan,
                    Provider: plan.Delivery.Source?.Provider ?? options.Provider,
                    Name: plan.Delivery.Publication!.ReplacedBy!
                )
            )
            .ToList();
        var stored = await StorySources.ResolveAsync(
            transaction,
            [.. asked.Select(name => ((string?)name.Provider, name.Name))],
            cancellationToken
        );
        foreach (var ((plan, provider, name), story) in asked.Zip(stored))
        {
            var source = new StorySource(provider, name);
            var other = story ?? plans.FirstOrDefault(other => IsNamed(other, source))?.Id ?? rehearsal?.Find(source);
            if (other is null || other == plan.Id)
                plan.Faults.Add(
                    "/publication/replacedBy",
                    other is null
                        ? $"There is no story '{name}' yet. It must come before the one whose place it takes."
                        : "Must be another story."
                );
            else
                replacements._found[plan.Id] = other.Value;
        }
        return replacements;
    }

    private static bool IsNamed(StoryPlan plan, StorySource name) =>
        plan.Faults.Count == 0
        && (
            plan.Delivery.Source == name
            || plan.Saved?.Draft.Slug == name.ExternalId
            || string.Equals($"{plan.Id}", name.ExternalId, StringComparison.OrdinalIgnoreCase)
        );
}
