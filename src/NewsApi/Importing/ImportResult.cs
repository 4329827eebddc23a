using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using NewsApi.Editorial;
using NewsApi.Http;
using NewsApi.OpenApi;

namespace NewsApi.Importing;

/// <summary>What became of one line of an import.</summary>
public sealed record ImportResult
{
    /// <summary>Number of the line, from 1; empty lines count.</summary>
    /// <example>1</example>
    [Range(1, int.MaxValue)]
    public required long Line { get; init; }

    /// <summary>What was done.</summary>
    public required ImportStatus Status { get; init; }

    /// <summary>Of a line that is no story: <c>section</c> or <c>tag</c>.</summary>
    [AllowedValues(LineKinds.Section, LineKinds.Tag)]
    public string? Kind { get; init; }

    /// <summary>Id of the story.</summary>
    public Guid? Id { get; init; }

    /// <summary>Slug of the story or section, or id of the tag.</summary>
    /// <example>how-tides-turn</example>
    public string? Slug { get; init; }

    /// <summary>What the story is called where it comes from.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Of a line that failed: every fault, under the JSON pointer of the member; of an item in another format, of
    /// the member of the story that was made of it.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>Markup that was taken out of the text, which stories may not hold.</summary>
    public IReadOnlyList<RemovedMarkup>? Removed { get; init; }

    /// <summary>What else was left out or left undone, and why.</summary>
    public IReadOnlyList<string>? Notes { get; init; }

    /// <summary>What became of a line's story.</summary>
    internal static ImportResult Of(StoryPlan plan, long line)
    {
        var failed = plan.Faults.Count > 0;
        return new()
        {
            Line = line,
            Status =
                failed ? ImportStatus.Failed
                : plan.Present is null ? ImportStatus.Created
                : plan.DoesNothing ? ImportStatus.Unchanged
                : ImportStatus.Updated,
            Id = failed ? plan.Present?.Id : plan.Id,
            Slug = (failed ? null : plan.Saved?.Draft.Slug) ?? plan.Present?.Slug,
            ExternalId = plan.Delivery.Source?.ExternalId,
            Errors = failed ? plan.Faults.ToDictionary() : null,
            Removed = !failed && plan.Removed.Count > 0 ? plan.Removed : null,
            Notes = plan.Notes.Count > 0 ? plan.Notes : null,
        };
    }

    public static ImportResult Failed(long line, Faults faults) =>
        new()
        {
            Line = line,
            Status = ImportStatus.Failed,
            Errors = faults.ToDictionary(),
        };
}

/// <summary>What was done with a line.</summary>
[JsonConverter(typeof(WordConverter<ImportStatus>))]
public enum ImportStatus
{
    /// <summary>It was new.</summary>
    Created,

    /// <summary>It was there and has changed.</summary>
    Updated,

    /// <summary>It was there just so.</summary>
    Unchanged,

    /// <summary>Nothing; <c>errors</c> say why.</summary>
    Failed,
}

/// <summary>What became of an import.</summary>
public sealed record ImportSummary
{
    /// <summary>How many lines had something in them.</summary>
    [Range(0, int.MaxValue)]
    public long Lines { get; init; }

    [Range(0, int.MaxValue)]
    public long Created { get; init; }

    [Range(0, int.MaxValue)]
    public long Updated { get; init; }

    [Range(0, int.MaxValue)]
    public long Unchanged { get; init; }

    [Range(0, int.MaxValue)]
    public long Failed { get; init; }

    /// <summary>Place in the change log at the end of the import: what comes later is no work of it.</summary>
    /// <example>41</example>
    [Range(0, int.MaxValue)]
    public long After { get; init; }

    public ImportSummary With(ImportStatus status) =>
        status switch
        {
            ImportStatus.Created => this with { Lines = Lines + 1, Created = Created + 1 },
            ImportStatus.Updated => this with { Lines = Lines + 1, Updated = Updated + 1 },
            ImportStatus.Unchanged => this with { Lines = Lines + 1, Unchanged = Unchanged + 1 },
            ImportStatus.Failed => this with { Lines = Lines + 1, Failed = Failed + 1 },
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, message: null),
        };
}

/// <summary>The last line of the answer to an import.</summary>
/// <param name="Summary">What became of all of it; absent where it broke off.</param>
/// <param name="Problem">Why it broke off. What the lines before say is done; send the same again for the rest.</param>
public sealed record ImportEnd(ImportSummary? Summary = null, Problem? Problem = null);

/// <summary>A line of the answer to an import: what became of a line, or the end.</summary>
[JsonForms(typeof(ImportResult), typeof(ImportEnd))]
public sealed class ImportAnswerLine;
