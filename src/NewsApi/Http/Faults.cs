namespace NewsApi.Http;

/// <summary>All that is wrong with one request, so that a client learns of every fault at once.</summary>
public sealed class Faults
{
    private readonly SortedDictionary<string, List<string>> _messages = new(StringComparer.Ordinal);

    public int Count { get; private set; }

    /// <param name="name">The parameter's name, or the JSON pointer of the body's member.</param>
    /// <param name="message">A sentence that says what is wrong and, where possible, what would be right.</param>
    public void Add(string name, string message)
    {
        if (!_messages.TryGetValue(name, out var messages))
            _messages.Add(name, messages = []);
        messages.Add(message);
        Count++;
    }

    public IReadOnlyDictionary<string, string[]> ToDictionary() =>
        _messages.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal);
}
