namespace NewsApi.Http;

/// <summary>All that is wrong with one request, so that a client learns of every fault at once.</summary>
public sealed class Faults
{
    /// <summary>So many are listed, more than a full batch can have; an answer must not grow with the nonsense it answers.</summary>
    public const int Most = 256;

    private readonly SortedDictionary<string, List<string>> _messages = new(StringComparer.Ordinal);

    /// <summary>How many were found, listed or not.</summary>
    public int Count { get; private set; }

    /// <param name="name">The parameter's name, or the JSON pointer of the body's member.</param>
    /// <param name="message">A sentence that says what is wrong and, where possible, what would be right.</param>
    public void Add(string name, string message)
    {
        if (++Count > Most)
            return;
        if (!_messages.TryGetValue(name, out var messages))
            _messages.Add(name, messages = []);
        messages.Add(message);
    }

    public void AddAll(Faults others)
    {
        var count = Count + others.Count;
        foreach (var (name, messages) in others._messages)
        {
            foreach (var message in messages)
                Add(name, message);
        }
        Count = count;
    }

    /// <summary>Adds faults of a part, under pointers that begin with the part's.</summary>
    public void AddBelow(string pointer, Faults? others)
    {
        foreach (var (name, messages) in others?._messages ?? [])
        {
            foreach (var message in messages)
                Add(pointer + name, message);
        }
    }

    /// <summary>How many there are, as a sentence.</summary>
    public override string ToString() =>
        Count switch
        {
            1 => "The request has one fault.",
            > Most => $"The request has {Count} faults or more, of which the first {Most} are listed.",
            _ => $"The request has {Count} faults.",
        };

    public IReadOnlyDictionary<string, string[]> ToDictionary() =>
        _messages.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal);
}
