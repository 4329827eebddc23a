using System.Collections.Concurrent;
using CsCheck;
using NewsApi.Storage;
using Xunit;

namespace NewsApi.Tests.Storage;

public sealed class GatheringTests
{
    private const int AtOnce = 2;
    private const int Together = 5;

    [Fact]
    public Task Everyone_gets_the_answer_to_the_question_asked() =>
        Gen.Int[0, 9]
            .List[1, 60]
            .SampleAsync(
                async names =>
                {
                    var (underWay, most) = (0, 0);
                    var gathering = new Gathering<string>(
                        async questions =>
                        {
                            Assert.InRange(questions.Count, 1, Together);
                            Assert.Equal(questions.Count, questions.Distinct().Count());
                            most = Math.Max(most, Interlocked.Increment(ref underWay));
                            await Task.Yield();
                            Interlocked.Decrement(ref underWay);
                            // Some have no answer.
                            return questions
                                .Where(name => name != "0")
                                .ToDictionary(name => name, name => $"of {name}");
                        },
                        AtOnce,
                        Together
                    );
                    var asked = names.Select(async name =>
                    {
                        await Task.Yield();
                        var answer = await gathering.AskAsync($"{name}", CancellationToken.None);
                        Assert.Equal(name == 0 ? null : $"of {name}", answer);
                    });
                    await Task.WhenAll(asked);
                    Assert.InRange(most, 1, AtOnce);
                },
                iter: 200
            );

    [Fact]
    public async Task Who_asks_while_others_are_answered_is_answered_together_with_the_next()
    {
        var rounds = new ConcurrentQueue<(string[] Names, TaskCompletionSource Go)>();
        var gathering = Held(rounds);
        string[] names = ["a", "b", "c", "d", "a"];
        var asked = names.Select(name => gathering.AskAsync(name, CancellationToken.None)).ToList();
        Assert.Equal(
            [
                ["a"],
                ["b"],
            ],
            rounds.Select(round => round.Names)
        );
        foreach (var round in rounds)
            round.Go.SetResult();
        await Task.WhenAll(asked[0], asked[1]);
        while (!asked.TrueForAll(one => one.IsCompleted))
        {
            foreach (var round in rounds)
                round.Go.TrySetResult();
            await Task.Delay(1);
        }
        Assert.Equal(3, rounds.Count);
        Assert.Equal(["c", "d", "a"], rounds.Last().Names);
    }

    [Fact]
    public async Task A_failure_is_told_to_those_who_asked_and_to_no_others()
    {
        var fails = true;
        var gathering = new Gathering<string>(
            async questions =>
            {
                await Task.Yield();
                return fails
                    ? throw new InvalidOperationException("away")
                    : questions.ToDictionary(name => name, name => name);
            },
            AtOnce,
            Together
        );
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            gathering.AskAsync("a", CancellationToken.None)
        );
        Assert.Equal("away", failure.Message);
        fails = false;
        Assert.Equal("a", await gathering.AskAsync("a", CancellationToken.None));
    }

    [Fact]
    public async Task Who_no_longer_waits_leaves_the_others_theirs()
    {
        var rounds = new ConcurrentQueue<(string[] Names, TaskCompletionSource Go)>();
        var gathering = Held(rounds);
        using var gone = new CancellationTokenSource();
        var (left, stayed) = (gathering.AskAsync("a", gone.Token), gathering.AskAsync("b", CancellationToken.None));
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        foreach (var round in rounds)
            round.Go.SetResult();
        Assert.Equal("b", await stayed);
    }

    /// <summary>Answers a round when it is let go.</summary>
    private static Gathering<string> Held(ConcurrentQueue<(string[] Names, TaskCompletionSource Go)> rounds) =>
        new(
            async questions =>
            {
                var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                rounds.Enqueue(([.. questions], go));
                await go.Task;
                return questions.ToDictionary(name => name, name => name);
            },
            AtOnce,
            Together
        );
}
