using CsCheck;
using NewsApi.Changes;
using NewsApi.Following;
using NewsApi.Webhooks;
using Xunit;

namespace NewsApi.Tests.Webhooks;

/// <summary>A receiver that does as it is told, event by event, never keeps a story that was taken down, and has in the end what
/// it should: whatever happens to stories, to requests, to answers and to the courier.</summary>
public sealed class RoutePropertyTests
{
    private static readonly IReadOnlySet<ChangeKind> Kinds = Enum.GetValues<ChangeKind>().ToHashSet();

    /// <summary>What happens next: 0 to 5 something to a story, 6 to 9 the courier tries to deliver.</summary>
    private static readonly Gen<(int What, int Story, int How, bool InSport, int Luck)[]> Histories = Gen.Select(
        Gen.Int[0, 9],
        Gen.Int[0, RouteModel.Stories - 1],
        Gen.Int[0, 3],
        Gen.Bool,
        Gen.Int[0, 6]
    ).Array[1, 60];

    [Fact]
    public async Task A_receiver_never_keeps_what_was_taken_down_and_ends_with_what_it_should_have()
    {
        await Gen.Select(Histories, Gen.Bool)
            .SampleAsync(
                async (history, isFiltered) =>
                {
                    var model = new RouteModel();
                    var filter = isFiltered ? RouteModel.OnlySport : ChangeFilter.Everything;
                    var delivery = new SimulatedDelivery(model, filter, new WebhookRoute(filter, Kinds));
                    foreach (var (what, story, how, inSport, luck) in history)
                    {
                        if (what < 6)
                            model.Do(story, how, inSport);
                        else
                            await delivery.TryAsync((Luck)luck);
                    }
                    await delivery.FinishAsync();

                    Assert.Equal(model.Matching(filter).Order(), delivery.Held.Keys.Order());
                    Assert.Equal(
                        model.Log.Where(change => filter.KindOf(change) is not null).Select(change => change.Seq),
                        delivery.DealtWith.Where(seq => filter.KindOf(model.Log[(int)seq - 1]) is not null)
                    );
                },
                iter: 20_000
            );
    }

    /// <summary>What becomes of a try.</summary>
    private enum Luck
    {
        Good,
        LostRequest,
        LostAnswer,
        CrashBefore,
        CrashAfter,
        GoodAndKept,
        GoodAgain,
    }

    /// <summary>A courier, its memory that survives a crash, and a receiver.</summary>
    private sealed class SimulatedDelivery(RouteModel model, ChangeFilter filter, WebhookRoute route)
    {
        private Places _places = new(0, 0);
        private Places _kept = new(0, 0);
        private long _lastInOrder;
        private long _lastAhead;

        /// <summary>What the receiver has, and the number of the event that it has it from.</summary>
        public Dictionary<Guid, long> Held { get; } = [];

        /// <summary>Numbers of what was delivered, or noted as overtaken.</summary>
        public SortedSet<long> DealtWith { get; } = [];

        public async Task FinishAsync()
        {
            while (await TryAsync(Luck.Good)) { }
        }

        /// <returns>Whether there was anything to do.</returns>
        public async Task<bool> TryAsync(Luck luck)
        {
            // Whoever waits for a retry looks for takedowns alone, and finds no others.
            var urgent = await route.NextAsync(
                _places,
                new(model.Latest, null!),
                onlyUrgent: true,
                CancellationToken.None
            );
            Assert.True(urgent.Change is null == urgent.UrgentSeq is null && urgent.Overtaken.Count == 0);
            if (urgent.Change is null && luck == Luck.GoodAgain)
                _places = urgent.Passed;
            var step = await route.NextAsync(
                _places,
                new(model.Latest, null!),
                onlyUrgent: false,
                CancellationToken.None
            );
            Assert.True(step.Passed.After >= _places.After && step.Passed.TakedownsAfter >= step.Passed.After);
            _places = step.Passed;
            if (step.Overtaken.Count > 0)
            {
                Assert.Null(step.Change);
                Assert.All(step.Overtaken, overtaken => Assert.Contains(LaterTakedowns(overtaken.Change), _ => true));
                DealtWith.UnionWith(step.Overtaken.Select(overtaken => overtaken.Change.Seq));
                _kept = _places;
                return true;
            }
            if (step.Change is not { } change)
            {
                if (luck == Luck.GoodAndKept)
                    _kept = _places;
                return step.HasMore;
            }
            AssertTakedownsGoFirst(step);
            if (luck is not (Luck.LostRequest or Luck.CrashBefore))
                Receive(change);
            if (luck is Luck.CrashBefore or Luck.CrashAfter)
                _places = _kept;
            if (luck is Luck.Good or Luck.GoodAndKept or Luck.GoodAgain)
                Take(step, change);
            return true;
        }

        private void Take(RouteStep step, SeenChange change)
        {
            DealtWith.Add(change.Change.Seq);
            _places = _kept = step.Done;
            // In the order of the log, each once: those that go ahead, and all others.
            if (step.UrgentSeq is not null)
            {
                Assert.True(change.Change.Seq > _lastAhead);
                _lastAhead = change.Change.Seq;
            }
            else
            {
                Assert.True(change.Change.Seq > _lastInOrder);
                _lastInOrder = change.Change.Seq;
            }
        }

        private void AssertTakedownsGoFirst(RouteStep step)
        {
            if (step.UrgentSeq is not null)
                return;
            Assert.Empty(LaterTakedowns(step.Change!.Change));
            foreach (var (id, since) in Held)
                Assert.DoesNotContain(
                    model.Log,
                    change => change.ArticleId == id && change.Seq > since && LogView.IsTakedown(change)
                );
        }

        private IEnumerable<LoggedChange> LaterTakedowns(LoggedChange change) =>
            model.Log.Where(later =>
                later.Seq > change.Seq && later.ArticleId == change.ArticleId && LogView.IsTakedown(later)
            );

        private void Receive(SeenChange change)
        {
            if (change.Kind is ChangeKind.Withdrawn or ChangeKind.Expired or ChangeKind.Left)
                Held.Remove(change.Change.ArticleId);
            else
            {
                Assert.True(filter.KindOf(change.Change) == change.Kind);
                Held[change.Change.ArticleId] = change.Change.Seq;
            }
        }
    }
}
