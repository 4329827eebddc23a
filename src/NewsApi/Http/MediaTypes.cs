namespace NewsApi.Http;

public static class MediaTypes
{
    public const string Json = "application/json; charset=utf-8";

    /// <summary>The name alone, as the contract has it.</summary>
    public const string JsonName = "application/json";

    /// <summary>JSON, one value a line, in UTF-8.</summary>
    public const string JsonLines = "application/x-ndjson";

    /// <summary>RFC 7396.</summary>
    public const string MergePatch = "application/merge-patch+json";
}
