namespace NewsApi.Storage;

/// <summary>Answers many small questions of the same kind together. Whoever asks alone is answered alone, and at once; those who
/// ask while others are being answered are answered together as soon as those are. So nobody waits for company, and the more
/// ask, the less each costs.</summary>
/// <param name="answer">Answers several questions in one round trip; what it leaves out has no answer.</param>
/// <param name="atOnce">How many round trips may be under way at the same time.</param>
/// <param name="together">How many questions one round trip answers at the most.</param>
internal sealed class Gathering<TAnswer>(
    Func<IReadOnlyList<string>, Task<IReadOnlyDictionary<string, TAnswer>>> answer,
    int atOnce,
    int together
)
    where TAnswer : class
{
    private readonly Lock _lock = new();
    private readonly Queue<Question> _waiting = new();
    private int _underWay;

    /// <returns>Null for what has no answer. Nothing of it was read before the question was asked.</returns>
    public Task<TAnswer?> AskAsync(string text, CancellationToken cancellationToken)
    {
        var question = new Question(text);
        lock (_lock)
        {
            _waiting.Enqueue(question);
            if (_underWay == atOnce)
                return question.Answer.WaitAsync(cancellationToken);
            _underWay++;
        }
        _ = WorkAsync();
        return question.Answer.WaitAsync(cancellationToken);
    }

    private async Task WorkAsync()
    {
        for (var questions = Take(); questions.Count > 0; questions = Take())
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

    private List<Question> Take()
    {
        lock (_lock)
        {
            var taken = new List<Question>(Math.Min(_waiting.Count, together));
            while (taken.Count < together && _waiting.TryDequeue(out var question))
                taken.Add(question);
            if (taken.Count == 0)
                _underWay--;
            return taken;
        }
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
