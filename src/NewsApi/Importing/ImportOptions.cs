namespace NewsApi.Importing;

/// <summary>How an import is to go.</summary>
internal sealed record ImportOptions
{
    public const string UsualProvider = "import";

    /// <summary>Name of the key or command, for the stories' histories.</summary>
    public required string By { get; init; }

    /// <summary>Of stories that name none.</summary>
    public string Provider { get; init; } = UsualProvider;

    /// <summary>Slug of the section of items that have none, in formats that know no sections.</summary>
    public string? Section { get; init; }

    /// <summary>Of items that do not say theirs.</summary>
    public string? Language { get; init; }

    /// <summary>Whether stories without a publication of their own are published now.</summary>
    public bool Publishes { get; init; }

    /// <summary>Whether sections and tags that stories name and nobody knows are made.</summary>
    public bool CreatesMissing { get; init; }

    /// <summary>Whether everything is only said and nothing is stored.</summary>
    public bool IsDryRun { get; init; }
}
