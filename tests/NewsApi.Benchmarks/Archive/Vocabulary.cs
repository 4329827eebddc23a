using System.Runtime.InteropServices;
using Dapper;
using NewsApi.Search;
using Npgsql;

namespace NewsApi.Benchmarks.Archive;

/// <summary>The terms of all words that an archive can have, with ids given here: each word goes through its stemmer once.
/// </summary>
internal sealed class Vocabulary
{
    private const int AtATime = 20_000;

    private readonly Dictionary<string, Dictionary<string, Entry>> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _terms = new(StringComparer.Ordinal);
    private int[] _stories = [];

    /// <summary>Lexemes of the terms that stories have, with the terms' ids.</summary>
    public IEnumerable<(string Lexeme, int Id)> Terms =>
        _terms.Where(term => _stories[term.Value] > 0).Select(term => (term.Key, term.Value));

    /// <summary>Words that stories have, as they were written.</summary>
    public IEnumerable<string> Words =>
        _words
            .Values.SelectMany(words => words.Where(word => word.Value is { IsWord: true, IsUsed: true }))
            .Select(word => word.Key)
            .Distinct(StringComparer.Ordinal);

    /// <summary>English words that stories have, with the number of stories that have a form of each.</summary>
    public IEnumerable<(string Word, int Stories)> EnglishWords =>
        _words[Stemmers.Of("en")]
            .Where(word => word.Value is { IsWord: true, IsUsed: true, Term: not null })
            .Select(word => (word.Key, _stories[word.Value.Term!.Value]));

    /// <summary>Takes all words of a text in.</summary>
    /// <param name="connection">To a database server, for its stemmers.</param>
    /// <param name="texts">In each language.</param>
    /// <param name="marks">What stories are found by besides words, in any language.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public static async Task<Vocabulary> OfAsync(
        NpgsqlConnection connection,
        IEnumerable<(string Language, string Text)> texts,
        IReadOnlyList<string> marks,
        CancellationToken cancellationToken
    )
    {
        var vocabulary = new Vocabulary();
        foreach (var (language, text) in texts)
            vocabulary.Add(Stemmers.Of(language), new StoryWords("", "", text, "", marks));
        foreach (var dictionary in vocabulary._words.Keys.Order(StringComparer.Ordinal))
            await vocabulary.StemAsync(connection, dictionary, cancellationToken);
        vocabulary._stories = new int[vocabulary._terms.Count + 1];
        return vocabulary;
    }

    /// <summary>What <see cref="StoryWords.Terms"/> asks for the terms of a language.</summary>
    public Func<string, int?> In(string language)
    {
        var words = _words[Stemmers.Of(language)];
        return word =>
        {
            var entry = words[word];
            entry.IsUsed = true;
            return entry.Term;
        };
    }

    /// <summary>Counts a story that has these terms.</summary>
    /// <param name="keys">See <see cref="TermKey"/>.</param>
    public void Count(int[] keys)
    {
        foreach (var key in keys)
            Interlocked.Increment(ref _stories[key / TermKey.Levels]);
    }

    private void Add(string dictionary, StoryWords story)
    {
        ref var words = ref CollectionsMarshal.GetValueRefOrAddDefault(_words, dictionary, out _);
        words ??= new(StringComparer.Ordinal);
        foreach (var word in story.Distinct)
            words.TryAdd(word, new() { IsWord = true });
        foreach (var whole in story.DistinctGrams.Concat(story.Marks))
        {
            if (words.TryAdd(whole, new()))
                words[whole].Term = TermOf(whole);
        }
    }

    private async Task StemAsync(NpgsqlConnection connection, string dictionary, CancellationToken cancellationToken)
    {
        const string Sql = """
            select (ts_lexize(@dictionary::regdictionary, word))[1]
            from unnest(@words) with ordinality as w (word, position)
            order by position
            """;
        foreach (var words in _words[dictionary].Where(word => word.Value.IsWord).Chunk(AtATime))
        {
            var lexemes = await connection.QueryAsync<string?>(
                new(
                    Sql,
                    new { dictionary, words = words.Select(word => word.Key).ToArray() },
                    cancellationToken: cancellationToken
                )
            );
            foreach (var (word, lexeme) in words.Zip(lexemes))
                word.Value.Term = lexeme is null ? null : TermOf(lexeme);
        }
    }

    private int TermOf(string lexeme)
    {
        ref var term = ref CollectionsMarshal.GetValueRefOrAddDefault(_terms, lexeme, out var isKnown);
        if (!isKnown)
            term = _terms.Count;
        return term;
    }

    private sealed class Entry
    {
        public bool IsWord { get; init; }

        /// <summary>Null for a word too common to be one.</summary>
        public int? Term { get; set; }

        /// <summary>Whether a story has it. Only ever set, by several threads.</summary>
        public bool IsUsed { get; set; }
    }
}
