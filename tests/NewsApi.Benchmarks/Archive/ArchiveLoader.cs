using System.Diagnostics;
using System.Threading.Channels;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Benchmarks.Archive;

/// <summary>Fills an empty newsroom with as many published stories as are wanted.</summary>
internal sealed class ArchiveLoader(ArchiveServer server, string? textFolder)
{
    private const int ChunkSize = 500;

    /// <summary>Makes the archive, unless it is there already.</summary>
    /// <returns>Its connection string, for the owner of its schemas.</returns>
    public async Task<string> LoadAsync(ArchiveKey archive, CancellationToken cancellationToken)
    {
        if (await IsThereAsync(archive, cancellationToken))
            return server.For(archive.Database);
        var clock = Stopwatch.StartNew();
        var texts = await SourceTexts.ReadAsync(textFolder, StoryMaker.Languages, cancellationToken);
        await CreateAsync(archive, cancellationToken);
        await Migrations.ApplyAsync(
            DatabaseConnections.FromOwner(server.For(archive.Database)),
            NullLogger.Instance,
            cancellationToken
        );
        await using var source = server.Open(archive.Database);
        var structure = await SecondaryStructure.DropAsync(source, cancellationToken);
        await LoadProgress.ShowAsync(
            $"{archive.Stories:N0} stories",
            archive.Stories,
            progress => WriteAsync(source, archive, texts, progress, cancellationToken)
        );
        var written = clock.Elapsed;
        await LoadProgress.ShowAsync(
            $"{structure.Count} keys and indexes",
            structure.Count,
            progress => structure.RecreateAsync(source, () => progress(1), cancellationToken)
        );
        var indexed = clock.Elapsed;
        await FinishAsync(source, archive, cancellationToken);
        await Console.Error.WriteLineAsync(
            $"{archive.Database}: written in {written.TotalSeconds:0} s, indexed in {(indexed - written).TotalSeconds:0} s, "
                + $"vacuumed and analysed in {(clock.Elapsed - indexed).TotalSeconds:0} s; "
                + $"{clock.Elapsed.TotalMinutes:0.0} minutes together."
        );
        return server.For(archive.Database);
    }

    private async Task<bool> IsThereAsync(ArchiveKey archive, CancellationToken cancellationToken)
    {
        const string Sql = "select shobj_description(oid, 'pg_database') from pg_database where datname = @Database";
        await using var source = server.Open();
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var mark = await connection.ExecuteScalarAsync<string?>(
            new(Sql, archive, cancellationToken: cancellationToken)
        );
        return mark is not null && ArchiveKey.IsGood(mark);
    }

    private async Task CreateAsync(ArchiveKey archive, CancellationToken cancellationToken)
    {
        await using var source = server.Open();
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        // What is left of one that was broken off, or was made in another form.
        await ExecuteAsync($"drop database if exists {archive.Database}");
        await ExecuteAsync($"create database {archive.Database} template template0 encoding 'UTF8'");

        Task<int> ExecuteAsync(string sql) => connection.ExecuteAsync(new(sql, cancellationToken: cancellationToken));
    }

    private static async Task WriteAsync(
        NpgsqlDataSource source,
        ArchiveKey archive,
        SourceTexts texts,
        Action<int> progress,
        CancellationToken cancellationToken
    )
    {
        var sections = ArchiveSection.All();
        var tags = new ArchiveTags();
        var names = new ArchiveNames(archive.Stories);
        var vocabulary = await VocabularyAsync(source, texts, tags, names, cancellationToken);
        var maker = new StoryMaker(archive, texts, sections, tags, names, vocabulary);
        var usedTags = new HashSet<int>();
        await using (var tables = await StoryTables.OpenAsync(source, cancellationToken))
        {
            await foreach (var chunk in MakeAsync(maker, archive.Stories, cancellationToken))
            {
                await tables.WriteAsync(chunk, cancellationToken);
                usedTags.UnionWith(chunk.SelectMany(story => story.TagIds));
                progress(chunk.Length);
            }
            await tables.CompleteAsync(cancellationToken);
        }
        var small = new SmallTables(source);
        await small.WriteSectionsAsync(sections, cancellationToken);
        await small.WriteTagsAsync(tags, usedTags, cancellationToken);
        await small.WriteVocabularyAsync(vocabulary, cancellationToken);
        await small.CountAsync(cancellationToken);
    }

    private static async Task<Vocabulary> VocabularyAsync(
        NpgsqlDataSource source,
        SourceTexts texts,
        ArchiveTags tags,
        ArchiveNames names,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        // Titles of tags and bylines stand in stories of every language.
        var everywhere = string.Join('\n', tags.All.Select(tag => tag.Title).Append("By"));
        return await Vocabulary.OfAsync(
            connection,
            texts
                .All.Select(text =>
                    (
                        text.Language,
                        string.Join(
                            "\n\n",
                            text.Pieces.Select(piece => piece.Text).Append(text.Title).Append(text.Standfirst)
                        )
                    )
                )
                .Concat(StoryMaker.Languages.Select(language => (language, everywhere)))
                .Append(("en", names.Words)),
            StoryMaker.Marks,
            cancellationToken
        );
    }

    /// <summary>Makes stories on every core, and hands them over in their order.</summary>
    private static async IAsyncEnumerable<Story[]> MakeAsync(
        StoryMaker maker,
        int stories,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var chunks = Channel.CreateBounded<Task<Story[]>>(Environment.ProcessorCount);
        var producing = ProduceAsync();
        try
        {
            await foreach (var chunk in chunks.Reader.ReadAllAsync(cancellationToken))
                yield return await chunk;
        }
        finally
        {
            await broken.CancelAsync();
            await producing;
        }

        async Task ProduceAsync()
        {
            try
            {
                for (var start = 0; start < stories; start += ChunkSize)
                {
                    var first = start;
                    var count = Math.Min(ChunkSize, stories - start);
                    var chunk = Task.Run(
                        () => Enumerable.Range(first, count).Select(maker.Make).ToArray(),
                        broken.Token
                    );
                    await chunks.Writer.WriteAsync(chunk, broken.Token);
                }
                chunks.Writer.Complete();
            }
            catch (OperationCanceledException) when (broken.IsCancellationRequested)
            {
                // Whoever took the stories has stopped taking them, and knows why.
                chunks.Writer.Complete();
            }
        }
    }

    private static async Task FinishAsync(
        NpgsqlDataSource source,
        ArchiveKey archive,
        CancellationToken cancellationToken
    )
    {
        await Console.Error.WriteLineAsync("Vacuuming and analysing.");
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        foreach (
            var sql in (string[])
                ["vacuum (analyze)", "checkpoint", $"comment on database {archive.Database} is '{ArchiveKey.Mark}'"]
        )
            await connection.ExecuteAsync(
                new(sql, commandType: System.Data.CommandType.Text, cancellationToken: cancellationToken)
            );
    }
}
