namespace NewsApi.Benchmarks.Archive;

/// <summary>Says which archive: the same key always gives the same stories from the same texts.</summary>
internal sealed record ArchiveKey(int Stories, int Seed)
{
    /// <summary>Goes up when the loader comes to make other stories, so that old archives are not taken for new ones.</summary>
    private const string Form = "1";

    public string Database => $"archive_{Stories}_{Seed}";

    /// <summary>What an archive's database is marked with once it is complete.</summary>
    public const string Mark = $"complete, form {Form}";
}
