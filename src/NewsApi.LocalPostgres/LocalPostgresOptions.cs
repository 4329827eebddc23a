namespace NewsApi.LocalPostgres;

/// <summary>What kind of local server to start.</summary>
public sealed record LocalPostgresOptions
{
    /// <summary>Where the data stays between runs; a new or an empty folder, or one that this library made before.
    /// Null: a throw-away server for tests, in a temporary folder that goes with it, its data never synced to the disk.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Delete the data first. Only ever deletes what this library made.</summary>
    public bool Fresh { get; init; }

    /// <summary>The folder that holds <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c>.
    /// Null: see <see cref="PostgresBinaries"/> for where they are looked for.</summary>
    public string? Binaries { get; init; }

    /// <summary>How long making the data and starting the server may take. Fetching the binaries does not count.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
