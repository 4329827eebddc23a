namespace NewsApi.Storage;

/// <summary>Answers many small questions of the same kind together. Whoever asks alone is answered alone, and at once; those who
/// ask while others are being answered are answered together as soon as those are. So nobody waits for company, and the more
/// ask, the less each costs. A round trip that takes long holds nobody up: there is another beside it.</summary>
/// <param name="answer">Answers several questions in one round trip; what it leaves out has no answer.</param>
/// <param name="together">How many questions one round trip answers at the most.</param>
/// <param name="time">Says which round trips take long.</param>
internal sealed class Gathering<TAnswer>(
    Func<IReadOnlyList<string>, Task<IReadOnlyDictionary<string, TAnswer>>> answer,
    int together,
    TimeProvider time
)
    where TAnswer : class
{
    /// <summary>How many round trips there are at the same time at the most, where all of them take long.</summary>
    public const int AtOnce = 4;

    /// <summary>What is long: some times what a database nearby takes for it, under load.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private readonly Queue<Question> _waiting = new();
    private int _underWay;
    private long _lastBegun;

    /// <returns>Null for what has no answer. Nothing of it was read before the question was asked.</returns>
    public Task<TAnswer?> AskAsync(string text, CancellationToken cancellationToken)
    {
        var question = new Question(text);
        List<Question> first;
        lock (_lock)
        {
            _waiting.Enqueue(question);
            if (_underWay == AtOnce || (_underWay > 0 && time.GetElapsedTime(_lastBegun) < Long))
                return question.Answer.WaitAsync(cancellationToken);
            _underWay++;
            first = Take();
        }
        _ = WorkAsync(first);
        return question.Answer.WaitAsync(cancellationToken);
    }

    private async Task WorkAsync(List<Question> first)
    {
        for (var questions = first; questions.Count > 0; questions = Next())
        {
            try
            {
                var answers = await answer([
                    .. questions.Select(question => question.Text).Distinct(StringComparer.Ordinal),
                ]);
                foreach (var question in questions)
                    question.Settle(answers.GetValueOrDefault(question.Text));
            }
            // Whatever it is, it is told to those who asked.
            catch (Exception exception)
            {
                foreach (var question in questions)
                    question.Fail(exception);
            }
        }
    }

    private List<Question> Next()
    {
        lock (_lock)
        {
            var taken = Take();
            if (taken.Count == 0)
                _underWay--;
            return taken;
        }
    }

    private List<Question> Take()
    {
        _lastBegun = time.GetTimestamp();
        var taken = new List<Question>(Math.Min(_waiting.Count, together));
        while (taken.Count < together && _waiting.TryDequeue(out var question))
            taken.Add(question);
        return taken;
    }

    private sealed class Question(string text)
    {
        // Otherwise the first to be answered would go on here, and the others wait for it.
        private readonly TaskCompletionSource<TAnswer?> _answer = new(
            TaskCreationOptions.RunContinuationsAsynchronously
        );

        public string Text => text;

        public Task<TAnswer?> Answer => _answer.Task;

        public void Settle(TAnswer? answer) => _answer.SetResult(answer);

        public void Fail(Exception exception) => _answer.SetException(exception);
    }
}
