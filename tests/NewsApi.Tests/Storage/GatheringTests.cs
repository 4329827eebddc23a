using System.Collections.Concurrent;
using CsCheck;
using NewsApi.Storage;
using NewsApi.Tests.Failures;
using Xunit;

namespace NewsApi.Tests.Storage;

public sealed class GatheringTests
{
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
                        Together,
                        TimeProvider.System
                    );
                    var asked = names.Select(async name =>
                    {
                        await Task.Yield();
                        var answer = await gathering.AskAsync($"{name}", CancellationToken.None);
                        Assert.Equal(name == 0 ? null : $"of {name}", answer);
                    });
                    await Task.WhenAll(asked);
                    Assert.InRange(most, 1, Gathering<string>.AtOnce);
                },
                iter: 200
            );

    [Fact]
    public async Task Who_asks_while_others_are_answered_is_answered_together_with_the_next()
    {
        var rounds = new ConcurrentQueue<(string[] Names, TaskCompletionSource Go)>();
        var gathering = Held(rounds, new MovedTime());
        string[] names = ["a", "b", "c", "d", "b"];
        var asked = names.Select(name => gathering.AskAsync(name, CancellationToken.None)).ToList();
        Assert.Equal(["a"], rounds.Single().Names);

        rounds.Single().Go.SetResult();
        await asked[0];
        while (rounds.Count == 1)
            await Task.Delay(1);
        rounds.Last().Go.SetResult();
        await Task.WhenAll(asked);

        Assert.Equal(2, rounds.Count);
        Assert.Equal(["b", "c", "d"], rounds.Last().Names);
    }

    /// <summary>Of two round trips at the same time one used to be waited for by half of those who asked.</summary>
    [Fact]
    public async Task A_round_trip_that_takes_long_holds_nobody_up()
    {
        var rounds = new ConcurrentQueue<(string[] Names, TaskCompletionSource Go)>();
        var time = new MovedTime();
        var gathering = Held(rounds, time);
        var stuck = gathering.AskAsync("stuck", CancellationToken.None);
        var early = gathering.AskAsync("early", CancellationToken.None);

        time.Slept = Gathering<string>.Long;
        var late = gathering.AskAsync("late", CancellationToken.None);

        Assert.Equal(["early", "late"], rounds.Last().Names);
        rounds.Last().Go.SetResult();
        Assert.Equal("early", await early);
        Assert.Equal("late", await late);
        Assert.False(stuck.IsCompleted);
    }

    [Fact]
    public void There_are_but_so_many_round_trips_however_long_they_take()
    {
        var rounds = new ConcurrentQueue<(string[] Names, TaskCompletionSource Go)>();
        var time = new MovedTime();
        var gathering = Held(rounds, time);

        for (var asked = 0; asked < 10; asked++)
        {
            time.Slept = asked * Gathering<string>.Long;
            _ = gathering.AskAsync($"{asked}", CancellationToken.None);
        }

        Assert.Equal(Gathering<string>.AtOnce, rounds.Count);
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
            Together,
            TimeProvider.System
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
        var gathering = Held(rounds, TimeProvider.System);
        using var gone = new CancellationTokenSource();
        var (left, stayed) = (gathering.AskAsync("a", gone.Token), gathering.AskAsync("b", CancellationToken.None));
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        rounds.Single().Go.SetResult();
        while (rounds.Count == 1)
            await Task.Delay(1);
        rounds.Last().Go.SetResult();
        Assert.Equal("b", await stayed);
    }

    /// <summary>Answers a round when it is let go.</summary>
    private static Gathering<string> Held(
        ConcurrentQueue<(string[] Names, TaskCompletionSource Go)> rounds,
        TimeProvider time
    ) =>
        new(
            async questions =>
            {
                var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                rounds.Enqueue(([.. questions], go));
                await go.Task;
                return questions.ToDictionary(name => name, name => name);
            },
            Together,
            time
        );
}
