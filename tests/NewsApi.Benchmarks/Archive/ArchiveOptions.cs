using System.CommandLine;

namespace NewsApi.Benchmarks.Archive;

/// <summary>The options of every command that works on an archive.</summary>
internal sealed record ArchiveOptions(string? Texts, string? Connection, string Data, int Seed)
{
    private static readonly Option<string?> s_texts = new("--texts")
    {
        Description =
            $"Folder of *.jsonl.gz with real news to put stories together from; or in {SourceTexts.FolderVariable}.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(SourceTexts.FolderVariable),
    };

    private static readonly Option<string?> s_connection = new("--connection")
    {
        Description = "Connection string of a superuser on a server to keep archives on, in place of a private one.",
    };

    private static readonly Option<string> s_data = new("--data")
    {
        Description = "Folder in which the private server keeps archives from one run to the next.",
        DefaultValueFactory = _ => ArchiveServer.DefaultFolder,
    };

    private static readonly Option<int> s_seed = new("--seed")
    {
        Description = "Another seed gives other stories, the same one the same stories.",
        DefaultValueFactory = _ => 1,
    };

    public static void AddTo(Command command)
    {
        command.Add(s_texts);
        command.Add(s_connection);
        command.Add(s_data);
        command.Add(s_seed);
    }

    public static ArchiveOptions Of(ParseResult parsed) =>
        new(parsed.GetValue(s_texts), parsed.GetValue(s_connection), parsed.GetValue(s_data)!, parsed.GetValue(s_seed));
}
