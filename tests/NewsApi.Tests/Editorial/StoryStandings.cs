using Microsoft.Extensions.DependencyInjection;
using NewsApi.Editorial;
using NewsApi.Tests.Support;

namespace NewsApi.Tests.Editorial;

/// <summary>Where a story may stand, finer than its state says: what is open depends on it.</summary>
public enum Standing
{
    Draft,
    Scheduled,
    Embargoed,
    Published,

    /// <summary>Public, and a further version has its moment.</summary>
    PublishedAndDue,
    Withdrawn,
    Expired,

    /// <summary>A draft again, with the tombstone still there.</summary>
    Reinstated,
}

/// <summary>Brings stories to where a test needs them, and lets time pass.</summary>
public sealed class StoryStandings(EditorsNewsroom newsroom)
{
    private readonly EditorClient _editor = newsroom.Editor;
    private readonly DueStories _due = newsroom.Newsroom.Services.GetRequiredService<DueStories>();

    public static DateTimeOffset Tomorrow => DateTimeOffset.UtcNow.AddDays(1);

    public async Task<StoryInHand> NewAsync(Standing standing)
    {
        var slug = $"story-{Guid.NewGuid():N}";
        var story = await _editor.CreateAsync(Editor.Draft(slug));
        return standing switch
        {
            Standing.Draft => story,
            Standing.Scheduled => await _editor.PublishAsync(story, new { at = Tomorrow }),
            Standing.Embargoed => await _editor.PublishAsync(story, new { embargoUntil = Tomorrow }),
            Standing.Published => await _editor.PublishAsync(story),
            Standing.PublishedAndDue => await _editor.PublishAsync(
                await _editor.PublishAsync(story),
                new { at = Tomorrow }
            ),
            Standing.Withdrawn => await _editor.WithdrawAsync(await _editor.PublishAsync(story)),
            Standing.Expired => await ExpireAsync(story),
            Standing.Reinstated => await _editor.ReinstateAsync(
                await _editor.WithdrawAsync(await _editor.PublishAsync(story))
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(standing), standing, message: null),
        };
    }

    /// <summary>What the clock does: publishes and expires everything whose moment has come.</summary>
    public async Task LetTheClockRunAsync()
    {
        while (await _due.ExpireAsync(CancellationToken.None) > 0) { }
        while ((await _due.PublishAsync(DueStories.AtOnce, [], CancellationToken.None)).Count > 0) { }
    }

    /// <summary>What the clock does once in a while.</summary>
    public Task ForgetOldAnswersAsync() => _due.ForgetAnswersAsync(CancellationToken.None);

    private async Task<StoryInHand> ExpireAsync(StoryInHand story)
    {
        var moment = DateTimeOffset.UtcNow.AddMilliseconds(400);
        story = await _editor.PublishAsync(story, new { expiresAt = moment });
        await PassAsync(moment);
        await LetTheClockRunAsync();
        return await _editor.GetAsync(story.Id);
    }

    /// <summary>Waits until a moment is over.</summary>
    public static async Task PassAsync(DateTimeOffset moment)
    {
        while (DateTimeOffset.UtcNow <= moment)
            await Task.Delay(20);
    }
}
